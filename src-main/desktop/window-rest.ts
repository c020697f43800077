// A page that nobody sees costs a process and its memory: a window that has been in the tray for a while is ended.
import type { Clock } from '../../src-shared/clock.ts'
import type { MainWindow } from './window.ts'

/** A window that was closed by mistake is back at once for so long, in milliseconds. */
export const restAfterMs = 60_000

/**
 * Ends the window once it has been in the tray for `restAfterMs`; the next `show` makes a new one. While `isNeeded`
 * it waits as long again: something lives in its page alone. Until the returned function is called.
 */
export function restInTray(
  window: Pick<MainWindow, 'isInTray' | 'onSeen' | 'end'>,
  isNeeded: () => boolean,
  clock: Clock,
): () => void {
  let cancel: (() => void) | undefined

  const callOff = () => {
    cancel?.()
    cancel = undefined
  }
  const look = () => {
    if (!window.isInTray()) return callOff()
    cancel ??= clock.after(restAfterMs, () => {
      cancel = undefined
      if (window.isInTray() && !isNeeded()) window.end()
      else look()
    })
  }
  const stop = window.onSeen(look)
  look()
  return () => {
    stop()
    callOff()
  }
}
