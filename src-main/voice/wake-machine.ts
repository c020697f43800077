// When somebody is being spoken to, and when they are done. Pure: what was heard and what time it is go in, what to do
// comes out.
import { lastPhraseIn, spokenWords } from '../../src-shared/spoken-words.ts'
import type { Heard, HeardWord } from './engine.ts'

/** In milliseconds; OpenClaw's own apps wait as long. */
export const voiceTimes = {
  /** Silence after a wake word that tells calling somebody from talking about them. */
  wakePause: 550,
  /** Silence that ends what is being said. */
  silence: 2_000,
  /** Silence after a wake word alone. */
  silenceBeforeWords: 5_000,
  /** Nobody dictates longer; a television does. */
  hardStop: 120_000,
  /** Nothing is heard for a moment after sending: the last word's echo is no new one. */
  cooldown: 350,
  /** A key held at least so long is let go to send; a shorter press begins to listen. */
  keyHeld: 400,
  /** What was said just before the key was let go is still on its way through the engine. */
  keyTail: 700,
} as const

/** Longer than anybody says in two minutes. */
const maxTextLength = 4_000

/** Said last, they take everything back. In every language that Gangway speaks, whichever is set. */
const cancelPhrases = ['never mind', 'cancel that', 'forget it', 'nieważne', 'anuluj']

type Armed = { readonly trigger: string; readonly end: number; readonly at: number }

export type WakeState =
  | {
      readonly phase: 'asleep'
      /** How many words the present utterance has: a key press means what comes after them. */
      readonly words: number
      /** A wake word was said, and it is not known yet whether a pause follows. */
      readonly armed?: Armed | undefined
    }
  | {
      readonly phase: 'listening'
      /** Absent when the talk key was pressed. */
      readonly trigger?: string | undefined
      readonly startedAt: number
      /** When the words last changed. */
      readonly lastWordAt: number
      /** Words of the present utterance that came before. */
      readonly skip: number
      readonly finished: string
      readonly present: string
      readonly heldSince?: number | undefined
      /** Listening ends then, whatever is said. */
      readonly endsAt?: number | undefined
    }
  | { readonly phase: 'resting'; readonly until: number }

export type WakeHappening =
  | {
      readonly kind: 'heard'
      readonly at: number
      readonly heard: Heard
      readonly triggers: readonly string[]
    }
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'key-pressed'; readonly at: number }
  | { readonly kind: 'key-released'; readonly at: number }
  /** The microphone or the engine is gone: what was half said is nobody's order. */
  | { readonly kind: 'deaf' }

export type WakeEffect =
  | { readonly kind: 'forward'; readonly trigger?: string | undefined; readonly text: string }
  | { readonly kind: 'cancelled'; readonly why: 'said' | 'silence'; readonly trigger?: string | undefined }
  /** The engine forgets the present utterance. */
  | { readonly kind: 'reset' }

export type WakeStep = { readonly state: WakeState; readonly effects: readonly WakeEffect[] }

export const asleep: WakeState = { phase: 'asleep', words: 0 }

/** What was said so far. */
export function wordsSoFar(state: WakeState): string {
  return state.phase === 'listening' ? joined(state.finished, state.present) : ''
}

/** When the machine wants to be told the time; undefined when only words can change anything. */
export function wakesAt(state: WakeState): number | undefined {
  switch (state.phase) {
    case 'asleep':
      return state.armed && state.armed.at + voiceTimes.wakePause
    case 'resting':
      return state.until
    case 'listening':
      return Math.min(endOf(state), state.startedAt + voiceTimes.hardStop)
  }
}

export function stepWake(state: WakeState, happening: WakeHappening): WakeStep {
  switch (happening.kind) {
    case 'heard':
      return hear(state, happening.heard, happening.triggers, happening.at)
    case 'time':
      return lookAtClock(state, happening.at)
    case 'key-pressed':
      return pressKey(state, happening.at)
    case 'key-released':
      return { state: releaseKey(state, happening.at), effects: [] }
    case 'deaf':
      return { state: asleep, effects: [] }
  }
}

type Listening = Extract<WakeState, { phase: 'listening' }>

function hear(state: WakeState, heard: Heard, triggers: readonly string[], at: number): WakeStep {
  if (state.phase === 'asleep') return lookForWakeWord(state, heard, triggers, at)
  if (state.phase === 'listening') return listen(state, heard, at)
  return { state, effects: [] }
}

function lookForWakeWord(
  state: Extract<WakeState, { phase: 'asleep' }>,
  heard: Heard,
  triggers: readonly string[],
  at: number,
): WakeStep {
  const words = spokenWords(heard.text)
  const found = lastPhraseIn(words, triggers)
  const sleepOn: WakeState = { phase: 'asleep', words: heard.isFinal ? 0 : words.length }
  if (!found) return { state: sleepOn, effects: [] }
  const isLast = found.end === words.length
  // An engine ends an utterance only after a silence.
  if (isLast ? heard.isFinal : pauseAfter(heard.words, words.length, found.end)) {
    const woken = wake(found.phrase, at, found.end)
    return listen(woken, heard, at)
  }
  if (!isLast) return { state: sleepOn, effects: [] }
  const since = state.armed?.end === found.end && state.armed.trigger === found.phrase ? state.armed.at : at
  return { state: { ...sleepOn, armed: { trigger: found.phrase, end: found.end, at: since } }, effects: [] }
}

/** Whether the sound itself shows a pause before the word at `index`: words may reach us late and all together. */
function pauseAfter(timed: readonly HeardWord[] | undefined, count: number, index: number): boolean {
  const [before, after] = [timed?.[index - 1], timed?.[index]]
  // An engine that counts words otherwise than we do has not said which is which.
  if (!before || !after || timed?.length !== count) return false
  return after.startMs - before.endMs >= voiceTimes.wakePause
}

function wake(trigger: string | undefined, at: number, skip: number): Listening {
  return { phase: 'listening', trigger, startedAt: at, lastWordAt: at, skip, finished: '', present: '' }
}

function listen(state: Listening, heard: Heard, at: number): WakeStep {
  const present = heard.text.trim().split(/\s+/).filter(isWord).slice(state.skip).join(' ')
  const changed = present !== state.present
  const next: Listening = {
    ...state,
    lastWordAt: changed ? at : state.lastWordAt,
    ...(heard.isFinal ? { finished: joined(state.finished, present), present: '', skip: 0 } : { present }),
  }
  if (wordsSoFar(next).length > maxTextLength) return settle(next, at)
  return { state: next, effects: [] }
}

/** As `spokenWords` counts. */
function isWord(written: string): boolean {
  return spokenWords(written).length > 0
}

function lookAtClock(state: WakeState, at: number): WakeStep {
  const due = wakesAt(state)
  if (due === undefined || at < due) return { state, effects: [] }
  switch (state.phase) {
    case 'asleep':
      return { state: wake(state.armed?.trigger, at, state.armed?.end ?? 0), effects: [] }
    case 'resting':
      return { state: asleep, effects: [] }
    case 'listening':
      return settle(state, at)
  }
}

/** When listening ends if no more is said. */
function endOf(state: Listening): number {
  if (state.endsAt !== undefined) return state.endsAt
  if (state.heldSince !== undefined) return Infinity
  const text = wordsSoFar(state)
  if (takesBack(text)) return state.lastWordAt + voiceTimes.wakePause
  return state.lastWordAt + (text === '' ? voiceTimes.silenceBeforeWords : voiceTimes.silence)
}

function settle(state: Listening, at: number): WakeStep {
  const { trigger } = state
  const text = wordsSoFar(state).slice(0, maxTextLength)
  const resting: WakeState = { phase: 'resting', until: at + voiceTimes.cooldown }
  const end = (effect: WakeEffect): WakeStep => ({ state: resting, effects: [{ kind: 'reset' }, effect] })
  if (text === '') return end({ kind: 'cancelled', why: 'silence', trigger })
  if (takesBack(text)) return end({ kind: 'cancelled', why: 'said', trigger })
  return end({ kind: 'forward', trigger, text })
}

function takesBack(text: string): boolean {
  const words = spokenWords(text)
  return lastPhraseIn(words, cancelPhrases)?.end === words.length && words.length > 0
}

function pressKey(state: WakeState, at: number): WakeStep {
  switch (state.phase) {
    case 'asleep':
      return { state: { ...wake(undefined, at, state.words), heldSince: at }, effects: [] }
    case 'resting':
      return { state: { ...wake(undefined, at, 0), heldSince: at }, effects: [] }
    case 'listening':
      // A key that repeats while it is held says nothing new.
      if (state.heldSince !== undefined || state.endsAt !== undefined) return { state, effects: [] }
      return { state: { ...state, endsAt: at + voiceTimes.keyTail }, effects: [] }
  }
}

function releaseKey(state: WakeState, at: number): WakeState {
  if (state.phase !== 'listening' || state.heldSince === undefined) return state
  const { heldSince, ...rest } = state
  if (at - heldSince >= voiceTimes.keyHeld) return { ...rest, endsAt: at + voiceTimes.keyTail }
  return { ...rest, lastWordAt: Math.max(rest.lastWordAt, at) }
}

function joined(left: string, right: string): string {
  return [left, right].filter(Boolean).join(' ')
}
