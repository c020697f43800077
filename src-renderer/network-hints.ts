// What the browser believes of the network, handed to whoever keeps the connection. `navigator.onLine` is wrong often
// enough (a VPN, a captive portal, a container), so it is only a reason to look.
import { desktop } from './desktop.ts'
import { tellError } from './tell.ts'

/** Until the returned function is called. */
export function hintAtNetwork(): () => void {
  const hint = (online: boolean) => () => {
    desktop.connection.networkHint({ online }).catch(tellError)
  }
  const [came, went] = [hint(true), hint(false)]
  window.addEventListener('online', came)
  window.addEventListener('offline', went)
  return () => {
    window.removeEventListener('online', came)
    window.removeEventListener('offline', went)
  }
}
