// `gangway sessions show KEY`: the last messages of a conversation.
import { fullSessionKey } from '../../../src-shared/chat.ts'
import { plainText } from '../../../src-shared/chat-content.ts'
import { readHistoryPage, type ChatRow } from '../../../src-shared/chat-history.ts'
import { appError } from '../../../src-shared/errors.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'

export type ShowOptions = GatewayOptions & { readonly limit?: number | undefined }

const defaultLimit = 20

export async function showSession(context: CliContext, key: string, options: ShowOptions): Promise<void> {
  const { limit = defaultLimit } = options
  await reachGateway(context, options, toRead, async gateway => {
    const sessionKey = fullSessionKey(key, gateway.gateway.mainSessionKey)
    const answer = await gateway.request('chat.history', { sessionKey, limit })
    const page = readHistoryPage(answer)
    if (!page) throw appError('INTERNAL', { name: 'unreadable history' })
    const messages = page.rows.map(({ role, at, blocks, outcome, error }) => ({
      role,
      at,
      text: plainText(blocks),
      outcome,
      error,
    }))
    context.output.result(
      { ok: true, session: sessionKey, messages, totalMessages: page.totalMessages, hasMore: page.hasMore },
      page.rows.length === 0 ? ['Nothing has been said there.'] : page.rows.flatMap(messageLines),
    )
  })
}

const names: Record<ChatRow['role'], string> = {
  user: 'You',
  assistant: 'Assistant',
  'tool-result': 'Tool',
  system: 'Gateway',
}

function messageLines({ role, at, blocks, error }: ChatRow): string[] {
  const time = at === undefined ? '' : `, ${new Date(at).toLocaleString('en-GB')}`
  const text = plainText(blocks) || error || '(no text)'
  return [`${names[role]}${time}`, ...text.split('\n').map(line => `  ${line}`), '']
}
