// The other end of a helper process: messages from and to the app, in Node and in Electron alike.

type ParentPort = {
  readonly on: (name: 'message', listener: (event: { data: unknown }) => void) => void
  readonly postMessage: (message: unknown) => void
}

export type HelperPort = {
  readonly post: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
}

/** A process whose app is gone ends by itself. */
export function helperPort(): HelperPort {
  // What Electron gives its utility processes.
  const { parentPort } = process as { readonly parentPort?: ParentPort | undefined }
  if (parentPort)
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
      post: message => parentPort.postMessage(message),
      onMessage: listener => parentPort.on('message', ({ data }) => listener(data)),
    }
  process.once('disconnect', () => process.exit())
  return {
    post: message => void process.send?.(message),
    onMessage: listener => void process.on('message', listener),
  }
}
