// The window's one chat. It opens with the first look at the page and stays, so that answers go on being heard.
import { liveConnection } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { gatewayLink } from '../gateway-link.ts'
import { openChat } from './chat-workspace.ts'
import type { Chat } from './chat-workspace.ts'

let opened: Chat | undefined

export function chat(): Chat {
  opened ??= openChat({
    link: gatewayLink,
    connection: liveConnection,
    drafts: { read: desktop.drafts.read, write: desktop.drafts.write },
    now: Date.now,
  })
  return opened
}
