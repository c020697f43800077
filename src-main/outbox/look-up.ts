// Reads a conversation's history as far back as it takes to tell whether messages arrived.
import { readHistoryPage, type HistoryPage } from '../../src-shared/chat-history.ts'
import { judgeFromHistory, needsOlderPages, type Suspect } from './history-evidence.ts'
import type { Verdict } from './outbox-model.ts'

type Request = (method: string, params: unknown) => Promise<unknown>

const pageRows = 200
/** Five thousand rows: what is older than those is the person's to decide. */
const maxPages = 25

/** Rejects as `request` does; an answer that is no history proves nothing. */
export async function lookUp(
  request: Request,
  sessionKey: string,
  suspects: readonly Suspect[],
): Promise<ReadonlyMap<string, Verdict>> {
  const pages: HistoryPage[] = []
  let offset = 0
  do {
    const params = { sessionKey, limit: pageRows, ...(offset > 0 ? { offset } : {}) }
    const page = readHistoryPage(await request('chat.history', params))
    if (page === undefined) return new Map(suspects.map(({ message }) => [message.key, 'unknown'] as const))
    pages.push(page)
    const next = page.nextOffset ?? offset + page.received
    if (next <= offset) break
    offset = next
  } while (pages.length < maxPages && needsOlderPages(suspects, pages))
  return new Map(suspects.map(suspect => [suspect.message.key, judgeFromHistory(suspect, pages)] as const))
}
