// Tells a person who is not looking, through the system's notifications. When is decided in notice-policy.ts.
import { Notification } from 'electron'
import { targetName } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { systemClock } from '../connection/clock.ts'
import type { Core } from '../core.ts'
import { nothingTold, stepNotices, type Notice } from './notice-policy.ts'
import type { MainWindow } from './window.ts'
import { words } from './words.ts'

/** Watches until the returned function is called. A click on a notice goes where it can be mended. */
export function openNotices(
  core: Core,
  window: MainWindow,
  go: (to: Destination | undefined) => void,
): () => void {
  let told = nothingTold
  let shown: { readonly notification: Notification; readonly kind: Notice['kind'] } | undefined
  let cancelLook = (): void => undefined

  function look(): void {
    const { state } = core.connection
    const prompts = core.prompts.pending
    const step = stepNotices(told, {
      connection: state,
      name: 'target' in state ? targetName(state.target) : '',
      prompts,
      isSeen: window.isSeen(),
      now: systemClock.now(),
    })
    told = step.state
    cancelLook()
    if (step.lookAt !== undefined)
      cancelLook = systemClock.after(Math.max(0, step.lookAt - systemClock.now()), look)
    const isSettled = shown?.kind === 'needs-you' ? told.toldNeed === undefined : window.isSeen()
    if (step.notice || isSettled) withdraw()
    if (step.notice) show(step.notice, prompts.length > 0)
  }

  function show(notice: Notice, isQuestion: boolean): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ ...words.notice(notice), silent: notice.kind === 'back' })
    // A question comes up over whatever page is shown.
    notification.on('click', () => go(isQuestion || notice.kind === 'back' ? undefined : { page: 'connect' }))
    notification.show()
    shown = { notification, kind: notice.kind }
  }

  /** What has been dealt with does not stay on the screen. */
  function withdraw(): void {
    shown?.notification.close()
    shown = undefined
  }

  const stops = [core.connection.on({ state: look }), core.prompts.onChange(look), window.onSeen(look)]
  return () => {
    for (const stop of stops) stop()
    cancelLook()
    withdraw()
  }
}
