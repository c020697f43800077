// What no page may do here, whoever wrote it: be granted anything, go elsewhere, open windows, reach the network.
import { app, session, type WebContents } from 'electron'
import { mayLoad } from './may-load.ts'

export type Refusal = { readonly what: 'navigation' | 'window' | 'webview' | 'request'; readonly url: string }

/** Call once Electron is ready, before the first window. `onRefused` is for the log; its address is cut there. */
export function lockSession(onRefused: (refusal: Refusal) => void): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  defaultSession.webRequest.onBeforeRequest((details, callback) => {
    const cancel = !mayLoad(details.url)
    if (cancel) onRefused({ what: 'request', url: details.url })
    callback({ cancel })
  })
}

/**
 * Holds every page, whichever opens it, at its place. `isCommand` is asked about each address that a page wants to go
 * to: the page after a crash has no script, so its links are how it speaks; they lead nowhere either.
 */
export function lockPages(
  onRefused: (refusal: Refusal) => void,
  isCommand: (contents: WebContents, url: string) => boolean = () => false,
): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', details => {
      details.preventDefault()
      if (!isCommand(contents, details.url)) onRefused({ what: 'navigation', url: details.url })
    })
    contents.on('will-frame-navigate', details => {
      if (details.isMainFrame) return
      details.preventDefault()
      onRefused({ what: 'navigation', url: details.url })
    })
    contents.on('will-redirect', details => {
      details.preventDefault()
      onRefused({ what: 'navigation', url: details.url })
    })
    contents.on('will-attach-webview', event => {
      event.preventDefault()
      onRefused({ what: 'webview', url: '' })
    })
    contents.setWindowOpenHandler(({ url }) => {
      onRefused({ what: 'window', url })
      return { action: 'deny' }
    })
  })
}
