// What pages of a gateway's history prove about a message: that it is there, that it is not, or nothing. Pure.
import { plainText } from '../../src-shared/chat-content.ts'
import type { ChatRow, HistoryPage } from '../../src-shared/chat-history.ts'
import type { Message } from './message.ts'
import type { Verdict } from './outbox-model.ts'

/** How far this computer's clock and the gateway's may be apart. */
const clockDifferenceMs = 5 * 60_000

export type Suspect = {
  readonly message: Message
  /** Keys of messages that arrived in this conversation before this one was written. */
  readonly earlier: ReadonlySet<string>
  /** Another message with the very words was written here not long ago. */
  readonly hasTwin: boolean
}

/** Whether older pages could still tell something of these. */
export function needsOlderPages(suspects: readonly Suspect[], pages: readonly HistoryPage[]): boolean {
  const hasMore = pages.at(-1)?.hasMore === true && (pages.at(-1)?.received ?? 0) > 0
  return hasMore && suspects.some(one => !isNamed(one.message, pages) && !reachesBefore(one, pages))
}

/** `pages` newest first and without holes between them. */
export function judgeFromHistory(suspect: Suspect, pages: readonly HistoryPage[]): Verdict {
  const { message } = suspect
  if (isNamed(message, pages)) return 'found'
  const alike = rowsOf(pages).filter(row => isAlike(message, row))
  if (alike.length > 0) {
    // The same words twice cannot be told apart.
    const isOnly = alike.length === 1 && !suspect.hasTwin
    return isOnly && alike[0]?.at !== undefined ? 'found' : 'unknown'
  }
  if (wasBegunAnew(message, pages)) return 'unknown'
  return reachesBefore(suspect, pages) || isWhole(message, pages) ? 'absent' : 'unknown'
}

function isNamed({ key }: Message, pages: readonly HistoryPage[]): boolean {
  return pages.some(
    page =>
      page.rows.some(row => row.sendKey === key || row.runId === key) ||
      page.pendingKeys.includes(key) ||
      page.inFlight?.runId === key ||
      page.activeRunIds?.includes(key) === true,
  )
}

function rowsOf(pages: readonly HistoryPage[]): readonly ChatRow[] {
  return pages.flatMap(page => page.rows)
}

/** For gateways that do not write down whose key it was: the very words, at about that time. */
function isAlike(message: Message, row: ChatRow): boolean {
  if (row.role !== 'user' || row.sendKey !== undefined || message.text === '') return false
  if (plainText(row.blocks) !== message.text) return false
  if (row.at === undefined) return true
  const { first, last } = timesOf(message)
  return row.at >= first - clockDifferenceMs && row.at <= last + clockDifferenceMs
}

function timesOf({ tries, at }: Message): { readonly first: number; readonly last: number } {
  return { first: tries?.first ?? at, last: tries?.last ?? at }
}

/** Whether some row is older than the first try: then what was written since is in these pages. */
function reachesBefore({ message, earlier }: Suspect, pages: readonly HistoryPage[]): boolean {
  const before = timesOf(message).first - clockDifferenceMs
  return rowsOf(pages).some(
    row =>
      (row.at !== undefined && row.at < before) || (row.sendKey !== undefined && earlier.has(row.sendKey)),
  )
}

/** Whether this is all that was ever said there. */
function isWhole({ sessionId }: Message, pages: readonly HistoryPage[]): boolean {
  const oldest = pages.at(-1)
  if (oldest === undefined || oldest.hasMore) return false
  const present = pages[0]?.sessionId
  return present === sessionId
}

/** A conversation that was begun anew since has thrown away what would prove something. */
function wasBegunAnew(message: Message, pages: readonly HistoryPage[]): boolean {
  const rows = rowsOf(pages)
  const since = timesOf(message).first - clockDifferenceMs
  return rows.some(row => row.boundary === 'reset' && (row.at === undefined || row.at >= since))
}
