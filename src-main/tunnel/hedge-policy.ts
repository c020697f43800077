// When to make a second SSH connection beside one that has fallen silent. Pure: what is known goes in, a verdict comes
// out. All times are of one clock that does not jump, in milliseconds.

/** What a tunnel knows of its own life. */
export type Signs = {
  /** When the last byte came from the server. */
  readonly heardOn: number
  /** When something was first sent that the server has to answer, since the last byte; undefined when nothing waits. */
  readonly askedOn: number | undefined
  /** When a channel last sent or received something. */
  readonly busyOn: number
  /** What channels sent since the last byte came: an answer queues behind it. */
  readonly unheardBytes: number
  /** The round trip with its spread (RFC 6298), once one was measured. */
  readonly roundTripMs: number | undefined
}

export type HedgeHistory = {
  /** A second connection is being made. */
  readonly isRunning: boolean
  /** None is made before this. */
  readonly coolUntil: number
  /** How many in a row were made for nothing, because the first one lived. */
  readonly wasted: number
  /** How many in a row did not reach the server either. */
  readonly unreached: number
  /** The server or its login wants a person: nothing is tried any more without one. */
  readonly isBarred: boolean
}

export type HedgeVerdict = {
  /** `give-up`: nothing was heard for long enough, neither here nor beside. */
  readonly act: 'wait' | 'ask' | 'hedge' | 'give-up'
  /** When to look again, at the latest. */
  readonly lookInMs: number
}

/** How a second connection ended. */
export type HedgeOutcome =
  /** It is the tunnel now. */
  | 'took-over'
  /** The first one gave a sign of life before it was up. */
  | 'first-lives'
  /** The server was not reached. */
  | 'unreached'
  /** It was reached and asked for what only a person can give, or has had enough of us. */
  | 'refused'

export const noHedges: HedgeHistory = {
  isRunning: false,
  coolUntil: Number.NEGATIVE_INFINITY,
  wasted: 0,
  unreached: 0,
  isBarred: false,
}

/** A tunnel that was used so lately is worth asking every second; else its own keepalive's pace is enough. */
const watchedForMs = 15_000
const watchedIntervalMs = 1_000
/** Who sends into a silence is told sooner whether somebody listens. */
const sentIntoSilenceMs = 100

const leastPatienceMs = 500
const mostPatienceMs = 2_000
/** A line that is slower than this while it is filled is the keepalive's business. */
const slowestBytesPerMs = 128

/** With a second connection that got nowhere as well, this much silence is the truth, and the light should say so. */
const silentEnoughMs = 8_000

const coolAfterTakeoverMs = 2_000
const coolUnreachedMs = 1_000
const coolWastedMs = 10_000
const longestCoolMs = 300_000

/** How long an answer may take before the line is doubted: half a second to two, never less than the line itself needs. */
export function patienceMs({ roundTripMs, unheardBytes }: Signs): number {
  const usual = roundTripMs === undefined ? mostPatienceMs / 2 : Math.min(mostPatienceMs, roundTripMs * 2)
  const needed = roundTripMs === undefined ? 0 : roundTripMs * 1.25
  return Math.max(leastPatienceMs, usual, needed) + unheardBytes / slowestBytesPerMs
}

/** What to do now. `calmIntervalMs` is how often a tunnel that nobody uses is asked. */
export function judgeSilence(
  signs: Signs,
  history: HedgeHistory,
  now: number,
  calmIntervalMs: number,
): HedgeVerdict {
  const { askedOn, heardOn, busyOn } = signs
  if (askedOn === undefined) {
    const isWatched = now - busyOn < watchedForMs
    const interval = signs.unheardBytes > 0 ? sentIntoSilenceMs : isWatched ? watchedIntervalMs : Infinity
    const due = heardOn + Math.min(interval, calmIntervalMs)
    return now >= due
      ? { act: 'ask', lookInMs: patienceMs(signs) }
      : { act: 'wait', lookInMs: Math.min(due - now, calmIntervalMs) }
  }
  const doubtedOn = askedOn + patienceMs(signs)
  if (now < doubtedOn) return { act: 'wait', lookInMs: doubtedOn - now }
  if (history.unreached > 0 && now - heardOn >= silentEnoughMs)
    return { act: 'give-up', lookInMs: calmIntervalMs }
  if (history.isRunning || history.isBarred) return { act: 'wait', lookInMs: calmIntervalMs }
  if (now < history.coolUntil) return { act: 'wait', lookInMs: history.coolUntil - now }
  return { act: 'hedge', lookInMs: calmIntervalMs }
}

export function hedgeBegan(history: HedgeHistory): HedgeHistory {
  return { ...history, isRunning: true }
}

export function hedgeEnded(history: HedgeHistory, outcome: HedgeOutcome, now: number): HedgeHistory {
  const over = { ...history, isRunning: false }
  switch (outcome) {
    case 'took-over':
      return { ...over, wasted: 0, unreached: 0, coolUntil: now + coolAfterTakeoverMs }
    case 'unreached':
      return { ...over, unreached: history.unreached + 1, coolUntil: now + coolUnreachedMs }
    case 'refused':
      return { ...over, isBarred: true }
    case 'first-lives': {
      const coolMs = Math.min(longestCoolMs, coolWastedMs * 2 ** history.wasted)
      return { ...over, wasted: history.wasted + 1, unreached: 0, coolUntil: now + coolMs }
    }
  }
}
