// What no page may do here, whoever wrote it: be granted anything, go elsewhere, open windows, reach the network.
import { app, session, type WebContents } from 'electron'
import { mayLoad } from './may-load.ts'
import { isOurMicrophone } from './microphone-permission.ts'

export type Refusal = { readonly what: 'navigation' | 'window' | 'webview' | 'request'; readonly url: string }

/**
 * Call once Electron is ready, before the first window. `onRefused` is for the log; its address is cut there. The one
 * thing that can be granted is the microphone, to our own page, while `mayListen` says that voice is on.
 */
export function lockSession(onRefused: (refusal: Refusal) => void, mayListen: () => boolean): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const { requestingUrl: url, isMainFrame } = details
    callback(isOurMicrophone({ permission, kinds, url, isMainFrame }) && mayListen())
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const kinds = details.mediaType ? [details.mediaType] : []
    const { isMainFrame } = details
    return isOurMicrophone({ permission, kinds, url: origin, isMainFrame }) && mayListen()
  })
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
