// Tells a person who is not looking that a command waits. A click opens the inbox; an answer from the notice itself is
// offered only where the whole command stands in it.
import { Notification } from 'electron'
import type { Approval, Decision } from '../../src-shared/approvals.ts'
import type { ApprovalWatch } from '../approval-watch.ts'
import type { Core } from '../core.ts'
import { approvalNotice } from './approval-notice-text.ts'
import type { Speech } from './speech.ts'
import type { MainWindow } from './window.ts'

/** Watches until the returned function is called. */
export function openApprovalNotices(
  core: Pick<Core, 'settings' | 'log'>,
  watch: ApprovalWatch,
  window: Pick<MainWindow, 'isSeen'>,
  speech: Speech,
  openInbox: () => void,
): () => void {
  const told = new Set<string>()
  const shown = new Map<string, Notification>()

  function look(): void {
    const ids = new Set(watch.pending.map(({ id }) => id))
    for (const [id, notification] of shown) {
      if (ids.has(id)) continue
      notification.close()
      shown.delete(id)
    }
    for (const approval of watch.pending) {
      if (told.has(approval.id)) continue
      told.add(approval.id)
      if (!window.isSeen()) show(approval)
    }
  }

  function show(approval: Approval): void {
    if (!Notification.isSupported() || !core.settings.app.notifications) return
    const { title, body, actions } = approvalNotice(approval, speech.t)
    const notification = new Notification({
      title,
      body,
      actions: actions.map(({ text }) => ({ type: 'button', text })),
    })
    notification.on('click', openInbox)
    notification.on('action', details => {
      const chosen = actions[details.actionIndex]
      if (chosen) decide(approval.id, chosen.decision)
    })
    notification.show()
    shown.set(approval.id, notification)
  }

  function decide(id: string, decision: Decision): void {
    watch.decide(id, decision).catch((error: unknown) => {
      // Somebody was faster, or the connection is gone: the inbox shows how it stands.
      core.log.warn('a command could not be decided about', { error })
      openInbox()
    })
  }

  const stop = watch.onChange(look)
  look()
  return () => {
    stop()
    for (const notification of shown.values()) notification.close()
  }
}
