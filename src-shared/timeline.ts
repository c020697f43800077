// What befell the connection and how it came back: the story of a night, in a few lines. Pure.
import type { ErrorReport } from './errors.ts'
import { sayError } from './error-words.ts'
import type { T } from './i18n/message-types.ts'
import { sayDuration, saySpan } from './time-words.ts'

export type TimelineEntry = {
  /** Milliseconds since the epoch. */
  readonly at: number
} & (
  | { readonly kind: 'online' | 'asleep' | 'network-away' | 'network-back' | 'network-moved' }
  /** `sleptMs` where only the clock tells of the sleep. */
  | { readonly kind: 'awake'; readonly sleptMs?: number | undefined }
  | { readonly kind: 'lost' | 'needs-you' | 'failed'; readonly error: ErrorReport }
  /** Online again, so long after what came in between could first be mended. */
  | { readonly kind: 'back'; readonly afterMs: number }
  /** A second line has taken over before the first was missed. */
  | { readonly kind: 'replaced'; readonly afterMs?: number | undefined }
  /** Asked after a sleep or on another network, and it lives. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'off' }
)

/** More than a week of bad nights; the log holds the rest. */
const maxEntries = 200

export type Timeline = {
  /** The newest last. */
  readonly entries: readonly TimelineEntry[]
  /** From when on the return is counted: the wake, the network's return, else the loss. */
  readonly mendableSince: number | undefined
}

export const emptyTimeline: Timeline = { entries: [], mendableSince: undefined }

/** What a part saw happen; `back` and the like follow from it. */
export type TimelineFact =
  | Exclude<TimelineEntry, { readonly kind: 'back' | 'replaced' }>
  | { readonly at: number; readonly kind: 'came-online' | 'handed-over' }

/** A loss this soon after a wake or a change of network is its consequence. */
const consequenceMs = 60_000

export function addToTimeline(timeline: Timeline, fact: TimelineFact): Timeline {
  const { at } = fact
  const { mendableSince } = timeline
  switch (fact.kind) {
    case 'came-online':
      return mendableSince === undefined
        ? append(timeline, { at, kind: 'online' }, undefined)
        : append(timeline, { at, kind: 'back', afterMs: Math.max(0, at - mendableSince) }, undefined)
    case 'handed-over':
      return append(
        timeline,
        {
          at,
          kind: 'replaced',
          afterMs: mendableSince === undefined ? undefined : Math.max(0, at - mendableSince),
        },
        undefined,
      )
    case 'awake':
    case 'network-back':
    case 'network-moved':
      return append(timeline, fact, at)
    case 'lost': {
      const isConsequence = mendableSince !== undefined && at - mendableSince < consequenceMs
      return append(timeline, fact, isConsequence ? mendableSince : at)
    }
    case 'kept':
    case 'off':
    case 'online':
      return append(timeline, fact, undefined)
    case 'asleep':
    case 'network-away':
    case 'needs-you':
    case 'failed':
      return append(timeline, fact, mendableSince)
  }
}

function append(timeline: Timeline, entry: TimelineEntry, mendableSince: number | undefined): Timeline {
  return { entries: [...timeline.entries, entry].slice(-maxEntries), mendableSince }
}

const endings: ReadonlySet<TimelineEntry['kind']> = new Set([
  'online',
  'back',
  'replaced',
  'kept',
  'off',
  'failed',
])

/** Each with its beginning and its end, as far as it has come: one line of the story. The newest last. */
export function episodesOf(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const episodes: TimelineEntry[][] = []
  let isOpen = false
  for (const entry of entries) {
    if (isOpen) episodes.at(-1)?.push(entry)
    else episodes.push([entry])
    isOpen = !endings.has(entry.kind)
  }
  return episodes
}

/** One entry in words, without its time. */
export function sayEntry(entry: TimelineEntry, t: T): string {
  switch (entry.kind) {
    case 'awake':
      return t('health.story.awake', {
        span: entry.sleptMs === undefined ? undefined : saySpan(entry.sleptMs, t),
      })
    case 'back':
      return t('health.story.back', { span: sayDuration(entry.afterMs, t) })
    case 'replaced':
      return t('health.story.replaced', {
        span: entry.afterMs === undefined ? undefined : sayDuration(entry.afterMs, t),
      })
    case 'lost': {
      // It would be said twice.
      const isSaid = entry.error.code === 'CONNECTION_LOST'
      return t('health.story.lost', { problem: isSaid ? undefined : sayError(entry.error, t).message })
    }
    case 'needs-you':
    case 'failed':
      return t(`health.story.${entry.kind}`, { problem: sayError(entry.error, t).message })
    case 'online':
    case 'asleep':
    case 'network-away':
    case 'network-back':
    case 'network-moved':
    case 'kept':
    case 'off':
      return t(`health.story.${entry.kind}`)
  }
}

/** Pairs of the moment and the words of each episode, as lines: "03:12 asleep · 08:01 back in 1.4 s". */
export function storyLines(
  entries: readonly TimelineEntry[],
  t: T,
  clockTime: (at: number) => string,
): string[] {
  return episodesOf(entries).map(episode =>
    episode.map(entry => `${clockTime(entry.at)} ${sayEntry(entry, t)}`).join(' · '),
  )
}
