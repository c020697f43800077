// The browser page's side of the bridge: a classic script that runs before the app and defines `window.desktop`.
import type { DesktopBridge } from '../src-shared/desktop-api.ts'
import { windowSocketPath } from '../src-shared/window-socket.ts'
import { openWindowSocketBridge } from './window-socket-bridge.ts'

const pageKeyName = 'gangway.page-key'

/** The door hands the key over in the address once; it is kept where no other port can read it. */
function takePageKey(): string {
  const given = /^#key=([\w-]+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    localStorage.setItem(pageKeyName, given)
    history.replaceState(null, '', '/')
  }
  return localStorage.getItem(pageKeyName) ?? 'none'
}

const { ask, on, wake } = openWindowSocketBridge(`ws://${location.host}${windowSocketPath}`, takePageKey())
addEventListener('online', wake)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') wake()
})

const desktop: DesktopBridge = Object.freeze({ ask, on })
Object.defineProperty(window, 'desktop', { value: desktop, enumerable: true })
