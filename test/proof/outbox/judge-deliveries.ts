// Counts what became of messages: what was written at one end against what stands in the record of the other.

export type Deliveries = {
  readonly sent: number
  readonly delivered: number
  /** Neither delivered, nor a question to the person. */
  readonly lost: number
  readonly twice: number
  /** Became a question to the person. */
  readonly uncertain: number
  /** Delivered before one that was written earlier in the same conversation. */
  readonly outOfOrder: number
}

type Written = { readonly key: string; readonly sessionKey: string }

/**
 * `written` in the order it was written, `recorded` in the order it was taken in; `resent` is what the person sent
 * again: out of its order, and perhaps twice, by their own word.
 */
export function judgeDeliveries(
  written: readonly Written[],
  recorded: readonly Written[],
  questions: ReadonlySet<string>,
  resent: ReadonlySet<string> = new Set(),
): Deliveries {
  const times = new Map<string, number>()
  for (const { key } of recorded) times.set(key, (times.get(key) ?? 0) + 1)
  const place = new Map(written.map(({ key }, index) => [key, index]))
  const last = new Map<string, number>()
  let outOfOrder = 0
  for (const { key, sessionKey } of recorded) {
    const at = place.get(key)
    if (at === undefined || questions.has(key) || resent.has(key)) continue
    if (at < (last.get(sessionKey) ?? -1) && times.get(key) === 1) outOfOrder += 1
    last.set(sessionKey, Math.max(at, last.get(sessionKey) ?? -1))
  }
  return {
    sent: written.length,
    delivered: written.filter(({ key }) => times.has(key)).length,
    lost: written.filter(({ key }) => !times.has(key) && !questions.has(key)).length,
    twice: [...times].filter(([key, count]) => count > 1 && !resent.has(key)).length,
    uncertain: questions.size,
    outOfOrder,
  }
}
