// A process beside the app for native code: when that crashes, as it does over a damaged file, the app goes on.
import { fork } from 'node:child_process'

export type Helper = {
  /** Structured-clone data. Nothing happens once the process is gone. */
  readonly post: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** However it ended, and also when it never began. Called once. */
  readonly onExit: (listener: () => void) => void
  readonly kill: () => void
}

/** Starts `entry`, a module that takes and posts messages as `helper-port.ts` does. */
export type LaunchHelper = (entry: string) => Helper

/** For doors that run in Node. */
export const forkHelper: LaunchHelper = entry => {
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const exited = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  return {
    post: message => {
      // Between its end and our hearing of it there is nobody to post to; `onExit` tells of that.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: listener => void child.on('message', listener),
    onExit: listener => void exited.then(listener),
    kill: () => void child.kill(),
  }
}
