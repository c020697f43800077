// The window's one list of commands that wait for a decision.
import { useSyncExternalStore } from 'react'
import { liveConnection } from '../app-state.ts'
import { gatewayLink } from '../gateway-link.ts'
import { createApprovalInbox, type Inbox } from './approval-inbox.ts'

const inbox = createApprovalInbox(gatewayLink, liveConnection)

export const reloadApprovals = inbox.reload

export function useApprovals(): Inbox {
  return useSyncExternalStore(inbox.subscribe, inbox.get)
}
