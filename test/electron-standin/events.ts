// Events as Electron emits them.
import { EventEmitter } from 'node:events'

/** What `app` emits, apart from `app` itself, so that windows can emit it too. */
export const appEvents = new EventEmitter()

/** Emits `name` with an event that can be prevented; whether nobody did. */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  params: object = {},
  ...args: unknown[]
): boolean {
  let isPrevented = false
  const event = {
    ...params,
    get defaultPrevented() {
      return isPrevented
    },
    preventDefault: () => void (isPrevented = true),
  }
  emitter.emit(name, event, ...args)
  return !isPrevented
}
