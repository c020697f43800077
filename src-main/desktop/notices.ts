// Tells a person who is not looking, through the system's notifications. When is decided in notice-policy.ts.
import { Notification } from 'electron'
import type { Clock } from '../../src-shared/clock.ts'
import { nameElsewhere, type ConnectionState } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { sayError } from '../../src-shared/error-words.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import type { Line } from '../connections/line-to.ts'
import type { PromptDesk } from '../prompts.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { nothingTold, stepNotices, type Notice } from './notice-policy.ts'
import type { MainWindow } from './window.ts'
import type { Speech } from './speech.ts'

/** Of which connection, and which questions with it. */
export type NoticedCore = {
  readonly connection: { readonly state: ConnectionState } & Pick<Line, 'on'>
  readonly prompts: Pick<PromptDesk, 'pending' | 'onChange'>
  readonly settings: Pick<SettingsStore, 'app'>
}

/** Watches until the returned function is called. A click on a notice goes where it can be mended. */
export function openNotices(
  core: NoticedCore,
  window: Pick<MainWindow, 'isSeen' | 'onSeen'>,
  speech: Pick<Speech, 't'>,
  clock: Clock,
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
      prompts,
      isSeen: window.isSeen(),
      now: clock.now(),
    })
    told = step.state
    cancelLook()
    if (step.lookAt !== undefined) cancelLook = clock.after(Math.max(0, step.lookAt - clock.now()), look)
    const isSettled = shown?.kind === 'needs-you' ? told.toldNeed === undefined : window.isSeen()
    if (step.notice || isSettled) withdraw()
    if (step.notice) show(step.notice, prompts.length > 0)
  }

  function show(notice: Notice, isQuestion: boolean): void {
    if (!Notification.isSupported() || !core.settings.app.notifications) return
    const notification = new Notification({
      ...noticeText(notice, core.connection.state, speech.t),
      silent: notice.kind === 'back',
    })
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

function noticeText(notice: Notice, state: ConnectionState, t: T): { title: string; body: string } {
  const target = 'target' in state ? nameElsewhere(state.target) : undefined
  const why = 'why' in notice && notice.why ? sayError(notice.why, t).message : undefined
  switch (notice.kind) {
    case 'needs-you':
      return { title: t('connection.needsYou', { target }), body: why ?? t('desktop.notice.question') }
    case 'down':
      return { title: t('desktop.notice.down', { target }), body: t('desktop.notice.goesOn', { why }) }
    case 'back':
      return { title: t('desktop.notice.back', { target }), body: t('desktop.notice.asItWas') }
  }
}
