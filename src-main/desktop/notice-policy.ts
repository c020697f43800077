// When a person is told something who is not looking. Pure: what was, and what happens, make what is and what is said.
import { targetKey, type ConnectionState } from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'

/** Shorter outages mend themselves before anybody has read of them. */
export const downAfterMs = 60_000

export type Notice =
  /** A question waits, or the connection cannot go on without a person. */
  | { readonly kind: 'needs-you'; readonly why: ErrorReport | undefined }
  | { readonly kind: 'down'; readonly why: ErrorReport | undefined }
  | { readonly kind: 'back' }

export type NoticeState = {
  /** Which gateway all this is about, by its `targetKey`; empty for none. */
  readonly about: string
  /** Since when the connection has been lost, in milliseconds since the epoch. */
  readonly downSince: number | undefined
  readonly toldDown: boolean
  /** What a person was asked to do and has not done: told once. */
  readonly toldNeed: string | undefined
}

export const nothingTold: NoticeState = {
  about: '',
  downSince: undefined,
  toldDown: false,
  toldNeed: undefined,
}

export type NoticeInput = {
  readonly connection: ConnectionState
  readonly prompts: readonly { readonly id: string }[]
  /** Whether the window is in front of the person, who then sees it there. */
  readonly isSeen: boolean
  readonly now: number
}

export type NoticeStep = {
  readonly state: NoticeState
  readonly notice: Notice | undefined
  /** When to look again though nothing happens, in milliseconds since the epoch. */
  readonly lookAt: number | undefined
}

export function stepNotices(last: NoticeState, input: NoticeInput): NoticeStep {
  const { connection, now } = input
  const about = 'target' in connection ? targetKey(connection.target) : ''
  const before = last.about === about ? last : { ...nothingTold, about }
  const need = needOf(input)
  const downSince = lostSince(before, connection, now)
  const isLong = downSince !== undefined && now - downSince >= downAfterMs
  const isOver =
    connection.phase === 'online' || connection.phase === 'idle' || connection.phase === 'closing'
  return {
    state: {
      about,
      downSince,
      toldDown: !isOver && (before.toldDown || isLong),
      toldNeed: need?.key,
    },
    notice: input.isSeen ? undefined : pick(),
    lookAt: downSince === undefined || isLong ? undefined : downSince + downAfterMs,
  }

  function pick(): Notice | undefined {
    if (need && need.key !== before.toldNeed) return { kind: 'needs-you', why: need.why }
    if (isLong && !before.toldDown) return { kind: 'down', why: whyOf(connection) }
    if (connection.phase === 'online' && before.toldDown) return { kind: 'back' }
    return undefined
  }
}

/** Several questions at once are one need; the next after an answer is another. */
function needOf({
  connection,
  prompts,
}: NoticeInput): { key: string; why: ErrorReport | undefined } | undefined {
  const [first] = prompts
  if (first) return { key: `prompt ${first.id}`, why: undefined }
  const why = errorToMend(connection)
  return why && { key: `error ${why.code}`, why }
}

/** A stopped road is the same need, whether or not the other one carries. */
function errorToMend(connection: ConnectionState): ErrorReport | undefined {
  if (connection.phase === 'online') return connection.stopped?.error
  return connection.phase === 'needs-you' || connection.phase === 'failed' ? connection.error : undefined
}

/** Attempts in between do not end an outage; the very first attempt at a gateway is not one. */
function lostSince(before: NoticeState, connection: ConnectionState, now: number): number | undefined {
  if (connection.phase === 'waiting') return before.downSince ?? connection.lastOnlineAt ?? now
  return connection.phase === 'opening' ? before.downSince : undefined
}

function whyOf(connection: ConnectionState): ErrorReport | undefined {
  return 'error' in connection ? connection.error : undefined
}
