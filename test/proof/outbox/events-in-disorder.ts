// X6: a gateway's events twice, out of order or not at all. Once history was read, the screen is what history says.
import {
  applyChatEvent,
  newTranscript,
  transcriptMessages,
  type Transcript,
} from '../../../src-shared/chat.ts'
import { addOutgoing } from '../../../src-shared/chat-sending.ts'
import { applyHistory, connectionLost, historyAsked } from '../../../src-shared/chat-sync.ts'
import { missed } from '../../../src-shared/chat.ts'
import { committed, mainKey, page, rows, runEvents } from '../../support/chat-events.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'

export type DisorderNumbers = {
  readonly events: number
  readonly dropped: number
  readonly repeated: number
  readonly moved: number
  readonly conversations: number
  /** Screens that were not what history says, byte for byte. */
  readonly wrong: number
  /** Moments at which something that had been shown was gone, or shown twice. */
  readonly blanked: number
  readonly doubled: number
}

/** Goes on until `amount` events were told. */
export async function tellEventsInDisorder({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<DisorderNumbers> {
  const random = seededRandom(seed)
  const sum = {
    events: 0,
    dropped: 0,
    repeated: 0,
    moved: 0,
    conversations: 0,
    wrong: 0,
    blanked: 0,
    doubled: 0,
  }
  while (sum.events < amount) {
    sum.conversations += 1
    const told = disturb(random, conversation(random, sum.conversations), sum)
    sum.events += told.events.length
    let transcript = newTranscript(mainKey)
    for (const [index, event] of told.events.entries()) {
      if (told.ownKeys.has(index)) {
        const own = told.ownKeys.get(index)
        if (own) transcript = addOutgoing(transcript, { sendKey: own.key, text: own.text, at: 1_000 })
      }
      const before = transcript
      transcript = applyChatEvent(transcript, event, 1_000)
      if (random.chance(0.05)) transcript = connectionLost(transcript, 'kept')
      if (random.chance(0.1))
        transcript = read(transcript, told.history.slice(0, told.writtenBefore(index)), true)
      if (transcriptMessages(before).length > 0 && transcriptMessages(transcript).length === 0)
        sum.blanked += 1
      if (hasDouble(transcript)) sum.doubled += 1
    }
    const shown = read(read(missed(transcript), told.history, false), told.history, false)
    const fresh = read(newTranscript(mainKey), told.history, false)
    if (wordsOf(shown) !== wordsOf(fresh)) sum.wrong += 1
  }
  return sum
}

function read(transcript: Transcript, history: readonly object[], isRunning: boolean): Transcript {
  const more = { sessionInfo: { hasActiveRun: isRunning } }
  return applyHistory(historyAsked(transcript), page(history, more), 1_000)
}

function wordsOf(transcript: Transcript): string {
  return JSON.stringify(
    transcriptMessages(transcript).map(({ role, blocks, outcome }) => ({ role, blocks, outcome })),
  )
}

function hasDouble(transcript: Transcript): boolean {
  const keys = transcriptMessages(transcript).map(message => message.key)
  return new Set(keys).size !== keys.length
}

type Told = {
  readonly event: string
  readonly payload: unknown
  readonly own?: { key: string; text: string }
}

/** A few questions and their answers, as a gateway tells and records them. */
function conversation(random: SeededRandom, number: number) {
  const events: Told[] = []
  const history: object[] = []
  const written: number[] = []
  for (let turn = 0; turn < 1 + random.below(3); turn += 1) {
    const key = `k-${number}-${turn}`
    const asked = `question ${turn}`
    const isOwn = random.chance(0.7)
    const question = rows.user(asked, key)
    history.push(question)
    const run = runEvents(key)
    const pieces = random.several(['one ', 'two ', 'ünï ', '🛟 ', '\n'], 1, 6)
    const answer = rows.assistant(pieces.join(''), { runId: key })
    const first = events.length
    events.push(
      { ...committed(question), ...(isOwn ? { own: { key, text: asked } } : {}) },
      run.status(1, 'starting_model'),
    )
    let text = ''
    pieces.forEach((piece, index) => {
      text += piece
      events.push(run.delta(2 + index, piece, text))
    })
    history.push(answer)
    events.push(committed(answer), run.final(20, text))
    for (let index = first; index < events.length; index += 1) written.push(history.length - 1)
  }
  return { events, history, written }
}

function disturb(
  random: SeededRandom,
  { events, history, written }: ReturnType<typeof conversation>,
  sum: { dropped: number; repeated: number; moved: number },
) {
  const told: Told[] = []
  const source: number[] = []
  for (const [index, event] of events.entries()) {
    if (random.chance(0.15)) {
      sum.dropped += 1
      continue
    }
    const isMoved = random.chance(0.15)
    if (isMoved) sum.moved += 1
    const at = isMoved ? random.below(told.length + 1) : told.length
    told.splice(at, 0, event)
    source.splice(at, 0, index)
    if (random.chance(0.15)) {
      sum.repeated += 1
      told.push(event)
      source.push(index)
    }
  }
  const ownKeys = new Map(told.flatMap((event, index) => (event.own ? [[index, event.own] as const] : [])))
  return {
    events: told,
    history,
    ownKeys,
    writtenBefore: (index: number) => written[source[index] ?? 0] ?? 0,
  }
}
