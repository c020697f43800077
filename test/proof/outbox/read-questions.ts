// What a gateway has written down of what people said, straight from its history.
import { connectParams, connectRaw } from '../../support/test-gateway.ts'

export type Recorded = { readonly key: string; readonly sessionKey: string; readonly text: string }

/** The user rows of these conversations, oldest first in each. */
export async function readQuestions(
  gateway: { readonly url: string },
  sessions: readonly string[],
): Promise<readonly Recorded[]> {
  const peer = await connectRaw(gateway)
  const hello = await peer.request('connect', connectParams())
  if (!hello.ok) throw new Error(`not let in: ${JSON.stringify(hello.error)}`)
  const all: Recorded[] = []
  for (const sessionKey of sessions) {
    let rows: Row[] = []
    for (let offset = 0; ;) {
      const answer = await peer.request('chat.history', { sessionKey, limit: 1_000, offset })
      const page = answer.payload as { messages: Row[]; hasMore: boolean; nextOffset?: number }
      rows = [...page.messages, ...rows]
      if (!page.hasMore) break
      offset = page.nextOffset ?? offset + page.messages.length
    }
    for (const { role, idempotencyKey = '', content } of rows) {
      if (role === 'user')
        all.push({ key: idempotencyKey.replace(/:user$/, ''), sessionKey, text: String(content) })
    }
  }
  peer.socket.close()
  await peer.closed
  return all
}

type Row = { readonly role: string; readonly idempotencyKey?: string; readonly content: unknown }
