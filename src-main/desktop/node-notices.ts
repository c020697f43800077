// Notices that a gateway shows on this computer through its node (system.notify).
import { Notification } from 'electron'

/** False where the system shows none. */
export function showNotice({ title, body }: { readonly title: string; readonly body: string }): boolean {
  if (!Notification.isSupported()) return false
  new Notification({ title: title || 'Gangway', body }).show()
  return true
}
