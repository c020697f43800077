// What becomes of one message when something is heard of it. Pure.
import { errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { isOver, type Message } from './message.ts'
import type { Circumstances, Link, Verdict } from './outbox-model.ts'

const firstPauseMs = 1_000
const maxPauseMs = 30_000

/** What is open holds up the rest of its conversation. A question to the person does not. */
export function isOpen({ delivery }: Message): boolean {
  return delivery.phase === 'queued' || delivery.phase === 'sent' || delivery.phase === 'looking'
}

/** Waits for the next connection, which is a reason to try at once. */
export function atRest(message: Message): Message {
  const { delivery } = message
  const isAtRest = delivery.phase === 'queued' && delivery.notBefore === undefined && delivery.setbacks === 0
  return isAtRest ? message : { ...message, delivery: { phase: 'queued', setbacks: 0 } }
}

export function park(message: Message, maxBytes: number): Message {
  const error = errorReport('MESSAGE_TOO_LARGE', {
    bytes: message.bytes,
    maxBytes: Math.min(maxBytes, message.bytes - 1),
  })
  return { ...message, delivery: { phase: 'failed', error } }
}

export function answered(
  message: Message,
  answer: { readonly runId: string; readonly status: string; readonly isRecorded: boolean },
): Message {
  // `ok`: the gateway had it before, and its run is over.
  const { runId, status } = answer
  if (answer.isRecorded || status === 'ok') {
    return isOver(message) ? message : { ...message, delivery: { phase: 'done', answer: { runId, status } } }
  }
  if (message.delivery.phase === 'accepted') return message
  return { ...message, delivery: { phase: 'accepted', runId, status } }
}

/** A first refusal is certain. What is said to a repetition tells nothing of the tries before it. */
export function refused(message: Message, error: ErrorReport, given: Circumstances): Message {
  const isFirst = (message.tries?.count ?? 1) === 1
  if (error.code === 'GATEWAY_BUSY') {
    const fresh = isFirst ? { ...message, tries: undefined } : message
    return setBack(fresh, error, given)
  }
  return isFirst && isCertain(error)
    ? { ...message, delivery: { phase: 'failed', error } }
    : { ...message, delivery: { phase: 'looking', setbacks: 0, refusal: error } }
}

/** The gateway did not take these in at all. */
function isCertain(error: ErrorReport): boolean {
  if (error.code === 'GATEWAY_REQUEST_FAILED') {
    const { gatewayCode } = error.details
    return gatewayCode === 'INVALID_REQUEST' || gatewayCode === 'FORBIDDEN' || gatewayCode === 'NOT_FOUND'
  }
  return error.code === 'SCOPE_MISSING' || error.code === 'MESSAGE_TOO_LARGE'
}

export function setBack(
  message: Message,
  error: ErrorReport | undefined,
  { now, random }: Circumstances,
): Message {
  const before = 'setbacks' in message.delivery ? message.delivery.setbacks : 0
  const asked = Number(error?.details['retryAfterMs'] ?? 0)
  const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(before, 10))
  const notBefore = now + Math.max(asked, Math.round(pause * (0.5 + random / 2)))
  return { ...message, delivery: { phase: 'queued', notBefore, setbacks: before + 1, error } }
}

export function notSaved(message: Message, error: ErrorReport, given: Circumstances): Message {
  if (message.delivery.phase !== 'sent') return message
  const { tries } = message
  const before = tries && tries.count > 1 ? { ...tries, count: tries.count - 1 } : undefined
  return setBack({ ...message, tries: before }, error, given)
}

export function judged(message: Message, verdict: Verdict, link: Link): Message {
  const { delivery } = message
  if (verdict === 'found') return done(message)
  switch (delivery.phase) {
    case 'looking': {
      const { refusal } = delivery
      if (verdict === 'unknown' || leavesNoTrace(message)) {
        return { ...message, delivery: { phase: 'uncertain', absent: verdict === 'absent', error: refusal } }
      }
      return refusal
        ? { ...message, delivery: { phase: 'failed', error: refusal } }
        : { ...message, tries: undefined, delivery: { phase: 'queued', setbacks: 0 } }
    }
    case 'accepted':
      // The process that took it in is gone, and its successor does not hold it.
      return message.tries?.boot === link.boot
        ? message
        : { ...message, delivery: { phase: 'uncertain', absent: verdict === 'absent' } }
    case 'uncertain':
      return verdict === 'absent' && !delivery.absent
        ? { ...message, delivery: { ...delivery, absent: true } }
        : message
    case 'queued':
    case 'sent':
    case 'failed':
    case 'done':
    case 'discarded':
      return message
  }
}

/** Commands may be carried out without being written down, so that history does not hold one proves nothing. */
function leavesNoTrace(message: Message): boolean {
  return message.text.trimStart().startsWith('/')
}

export function done(message: Message): Message {
  return isOver(message) ? message : { ...message, delivery: { phase: 'done' } }
}

/** The person's word: as if it had never been sent. */
export function again(message: Message): Message {
  const { phase } = message.delivery
  if (phase !== 'uncertain' && phase !== 'failed') return message
  return { ...message, tries: undefined, delivery: { phase: 'queued', setbacks: 0 } }
}

export function discarded(message: Message): Message {
  const { phase } = message.delivery
  const isUnderWay = phase === 'sent' || phase === 'looking' || phase === 'accepted'
  return isUnderWay || isOver(message) ? message : { ...message, delivery: { phase: 'discarded' } }
}
