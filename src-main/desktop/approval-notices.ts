// Tells a person who is not looking that a command waits. A click opens the inbox; an answer from the notice itself is
// offered only where the whole command stands in it.
import { Notification } from 'electron'
import type { Decision } from '../../src-shared/approvals.ts'
import type { WaitingApproval } from '../approvals-everywhere.ts'
import type { Core } from '../core.ts'
import { approvalNotice } from './approval-notice-text.ts'
import { nameOf } from './tray-face.ts'
import type { Speech } from './speech.ts'
import type { MainWindow } from './window.ts'

/** Watches until the returned function is called. */
export function openApprovalNotices(
  core: Pick<Core, 'settings' | 'log' | 'approvals' | 'gateways' | 'connections'>,
  window: Pick<MainWindow, 'isSeen'>,
  speech: Speech,
  openInbox: (gateway: string) => void,
): () => void {
  const told = new Set<string>()
  const shown = new Map<string, Notification>()

  function look(): void {
    const { pending } = core.approvals
    const ids = new Set(pending.map(nameIn))
    for (const [id, notification] of shown) {
      if (ids.has(id)) continue
      notification.close()
      shown.delete(id)
    }
    for (const waiting of pending) {
      const id = nameIn(waiting)
      if (told.has(id)) continue
      told.add(id)
      // Of a gateway that is not in front of the person the window says no more than a number.
      if (!window.isSeen() || waiting.gateway !== core.connections.shownKey) show(waiting)
    }
  }

  function show(waiting: WaitingApproval): void {
    if (!Notification.isSupported() || !core.settings.app.notifications) return
    const { gateway, approval } = waiting
    const { title, body, actions } = approvalNotice(approval, speech.t, nameOfOneOfSeveral(gateway))
    const notification = new Notification({
      title,
      body,
      actions: actions.map(({ text }) => ({ type: 'button', text })),
    })
    notification.on('click', () => openInbox(gateway))
    notification.on('action', details => {
      const chosen = actions[details.actionIndex]
      if (chosen) decide(waiting, chosen.decision)
    })
    notification.show()
    shown.set(nameIn(waiting), notification)
  }

  /** Where there is but one gateway, its name says nothing. */
  function nameOfOneOfSeveral(gateway: string): string | undefined {
    if (core.connections.members.length < 2) return undefined
    const entry = core.gateways.entries.find(({ key }) => key === gateway)
    return entry && nameOf(entry, speech.t)
  }

  function decide({ gateway, approval }: WaitingApproval, decision: Decision): void {
    core.approvals.decide(gateway, approval.id, decision).catch((error: unknown) => {
      // Somebody was faster, or the connection is gone: the inbox shows how it stands.
      core.log.warn('a command could not be decided about', { error })
      openInbox(gateway)
    })
  }

  const stop = core.approvals.onChange(look)
  look()
  return () => {
    stop()
    for (const notification of shown.values()) notification.close()
  }
}

/** Two gateways may use the same id. */
function nameIn({ gateway, approval }: WaitingApproval): string {
  return `${gateway} ${approval.id}`
}
