// Keeps the story of one connection: what its states and the computer's circumstances say, in order, bounded, and in the
// log as well.
import type { ConnectionState } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import {
  addToTimeline,
  emptyTimeline,
  sayEntry,
  type TimelineEntry,
  type TimelineFact,
} from '../../src-shared/timeline.ts'
import type { Log } from '../logging/log.ts'

/** The message of its lines in the log; each carries the whole entry. */
export const storyMessage = 'the story of the connection'

export type ConnectionStory = {
  readonly entries: readonly TimelineEntry[]
  readonly note: (fact: TimelineFact) => void
  readonly follow: (before: ConnectionState, after: ConnectionState, at: number) => void
}

export function keepStory(log: Log, publish: (entries: readonly TimelineEntry[]) => void): ConnectionStory {
  let timeline = emptyTimeline

  function note(fact: TimelineFact): void {
    timeline = addToTimeline(timeline, fact)
    const entry = timeline.entries.at(-1)
    if (!entry) return
    const { at, ...rest } = entry
    const told = 'error' in rest ? { ...rest, error: { code: rest.error.code } } : rest
    log.info(storyMessage, { ...told, since: new Date(at).toISOString(), said: sayEntry(entry, inEnglish) })
    publish(timeline.entries)
  }

  return {
    get entries() {
      return timeline.entries
    },
    note,
    follow: (before, after, at) => {
      const fact = factOf(before, after, at)
      if (fact) note(fact)
    },
  }
}

/** Only what is worth a word: the attempts in between are the ladder's and the log's business. */
function factOf(before: ConnectionState, after: ConnectionState, at: number): TimelineFact | undefined {
  switch (after.phase) {
    case 'online':
      if (before.phase !== 'online') return { at, kind: 'came-online' }
      if (after.stopped && !before.stopped) return { at, kind: 'needs-you', error: after.stopped.error }
      return before.gateway.connId === after.gateway.connId ? undefined : { at, kind: 'handed-over' }
    case 'waiting':
      return before.phase === 'online' ? { at, kind: 'lost', error: after.error } : undefined
    case 'needs-you':
    case 'failed':
      return before.phase === after.phase ? undefined : { at, kind: after.phase, error: after.error }
    case 'closing':
      return before.phase === 'online' || before.phase === 'waiting' ? { at, kind: 'off' } : undefined
    case 'idle':
    case 'opening':
      return undefined
  }
}
