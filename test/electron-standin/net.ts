// Whether this computer is said to be online: Electron's net and every page's navigator.onLine follow the test.
import { EventEmitter } from 'node:events'

let isOnline = true

export const net = {
  changes: new EventEmitter(),
  isOnline: () => isOnline,
  get online() {
    return isOnline
  },
  fetch: ((input: RequestInfo, init?: RequestInit) => fetch(input, init)) as Electron.Net['fetch'],
} satisfies Pick<Electron.Net, 'isOnline' | 'online' | 'fetch'> & { changes: EventEmitter }

export function setOnline(to: boolean): void {
  if (to === isOnline) return
  isOnline = to
  net.changes.emit('changed')
}
