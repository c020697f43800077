// Whose turn it is: one message at a time in each conversation, and what is begun is saved first. Pure.
import { isOver, type Message, type Tries } from './message.ts'
import { isOpen, park } from './message-fate.ts'
import type { Circumstances, Effect, Link, Outbox, Step, Taken } from './outbox-model.ts'

/** OpenClaw's gateway remembers for five minutes which keys it has seen; a minute is for clocks and slow roads. */
export const repeatWithinMs = 5 * 60_000 - 60_000
/** A wish to stop an answer is of no use to anybody much later. */
const stopWithinMs = 5 * 60_000

/** Begins what may begin, and saves and tells what is not as it was. */
export function dispatch(
  { outbox, effects: asked = [] }: Taken,
  before: Outbox,
  stored: readonly Message[],
  given: Circumstances,
): Step {
  const { link } = outbox
  const effects: Effect[] = []
  let dueAt: number | undefined
  const taken = new Set<string>()

  const messages = outbox.messages.map((message): Message => {
    if (message.gateway !== link?.gateway || !isOpen(message)) return message
    // One at a time in each conversation: the first that is not settled has the turn.
    if (taken.has(message.sessionKey)) return message
    if (message.delivery.phase === 'queued' && message.bytes > link.maxPayloadBytes) {
      return park(message, link.maxPayloadBytes)
    }
    taken.add(message.sessionKey)
    if (message.delivery.phase === 'looking' && !wasLooking(before, message.key)) {
      effects.push(lookFor(message, link))
      return message
    }
    if (message.delivery.phase !== 'queued') return message
    const { notBefore = 0 } = message.delivery
    if (notBefore > given.now) {
      dueAt = Math.min(dueAt ?? Infinity, notBefore)
      return message
    }
    if (mayRepeat(message.tries, link, given.now)) {
      effects.push({ kind: 'send', key: message.key, connId: link.connId })
      const { setbacks } = message.delivery
      const tries = nextTry(message.tries, link, given.now)
      return { ...message, tries, delivery: { phase: 'sent', setbacks } }
    }
    effects.push(lookFor(message, link))
    return { ...message, delivery: { phase: 'looking', setbacks: message.delivery.setbacks } }
  })

  const stops = outbox.stops.filter(stop => given.now - stop.at < stopWithinMs)
  for (const stop of outbox.stops) {
    if (!stops.includes(stop)) effects.push({ kind: 'forget-stop', key: stop.key })
  }
  const beginning = stops.filter(stop => !stop.isUnderWay && stop.gateway === link?.gateway)
  for (const stop of beginning) effects.push({ kind: 'abort', stop, connId: link?.connId ?? '' })

  const toSave = changedFrom(stored, messages)
  const toTell = changedFrom(before.messages, messages)
  return {
    outbox: {
      ...outbox,
      messages: messages.filter(message => !isOver(message)),
      stops: stops.map(stop => (beginning.includes(stop) ? { ...stop, isUnderWay: true } : stop)),
    },
    effects: [
      ...toSave.map((message): Effect => ({ kind: 'save', message })),
      ...toTell.map((message): Effect => ({ kind: 'tell', message })),
      ...asked,
      ...effects,
      { kind: 'schedule', at: dueAt },
    ],
  }
}

function changedFrom(before: readonly Message[], now: readonly Message[]): readonly Message[] {
  const known = new Set(before)
  return now.filter(message => !known.has(message))
}

function wasLooking(before: Outbox, key: string): boolean {
  return before.messages.some(message => message.key === key && message.delivery.phase === 'looking')
}

function lookFor({ sessionKey, key }: Message, { connId }: Link): Effect {
  return { kind: 'look', sessionKey, keys: [key], connId }
}

/** Inside the gateway's memory a repetition gets the first one's answer; outside it would be a second message. */
function mayRepeat(tries: Tries | undefined, link: Link, now: number): boolean {
  if (tries === undefined) return true
  const age = now - tries.first
  return tries.boot === link.boot && age >= 0 && age < repeatWithinMs
}

function nextTry(tries: Tries | undefined, link: Link, now: number): Tries {
  return {
    first: tries?.first ?? now,
    last: now,
    count: (tries?.count ?? 0) + 1,
    boot: link.boot,
    connId: link.connId,
  }
}
