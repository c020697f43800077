// The window's one chat. It opens with the first look at the page and stays, so that answers go on being heard.
import { liveConnection } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { gatewayLink, gatewayLinkTo } from '../gateway-link.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { holdWhile } from '../held.ts'
import { openChat } from './chat-workspace.ts'
import type { Chat } from './chat-workspace.ts'
import { outboxSending } from './outbox-sending.ts'
import { pageSending } from './page-sending.ts'

let opened: Chat | undefined
holdWhile(() => opened?.holdsMore() ?? false)

export function chat(): Chat {
  const drafts = { read: desktop.drafts.read, write: desktop.drafts.write }
  const now = Date.now
  opened ??= openChat({
    linkTo: gatewayLinkTo,
    connection: liveConnection,
    drafts,
    // A page that its gateway served has no app that could go on sending once the page is gone.
    openSending: isGatewayPage()
      ? pageSending({ link: gatewayLink, drafts, now })
      : outboxSending({ outbox: desktop.outbox, now }),
    now,
  })
  return opened
}
