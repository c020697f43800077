// The outbox as a machine: what was, and what happens, make what is and what is to be done. Pure.
import { errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { isOver, type Message, type Stop, type Tries } from './message.ts'

/** The connection at hand. */
export type Link = {
  /** `targetKey` of the gateway. */
  readonly gateway: string
  readonly connId: string
  /** The gateway's process, as far as it can be told from others. */
  readonly boot: string
  readonly maxPayloadBytes: number
}

export type Outbox = {
  /** Those that are not over, in the order they were written. */
  readonly messages: readonly Message[]
  readonly stops: readonly Stop[]
  readonly link: Link | undefined
}

/** `absent` is a proof, `unknown` is none. */
export type Verdict = 'found' | 'absent' | 'unknown'

export type Happening =
  /** Read from the store, or written by a person and stored. */
  | { readonly kind: 'added'; readonly messages: readonly Message[] }
  | { readonly kind: 'stop-wanted'; readonly stops: readonly Stop[] }
  | { readonly kind: 'online'; readonly link: Link }
  | { readonly kind: 'offline'; readonly error?: ErrorReport | undefined }
  | {
      readonly kind: 'answered'
      readonly key: string
      readonly runId: string
      readonly status: string
      /** Its place in the conversation came with the answer: then it is written down there. */
      readonly isRecorded: boolean
    }
  /** The gateway said no. */
  | { readonly kind: 'refused'; readonly key: string; readonly connId: string; readonly error: ErrorReport }
  /** No answer came. */
  | {
      readonly kind: 'unanswered'
      readonly key: string
      readonly connId: string
      readonly error: ErrorReport
    }
  /** The history could not be read. */
  | { readonly kind: 'not-looked'; readonly keys: readonly string[]; readonly connId: string }
  /** That it is about to be sent could not be written down, so it was not. */
  | { readonly kind: 'not-saved'; readonly key: string; readonly error: ErrorReport }
  | {
      readonly kind: 'looked'
      readonly connId: string
      readonly verdicts: ReadonlyMap<string, Verdict>
    }
  /** An event, or history, shows that the gateway has it. */
  | { readonly kind: 'seen'; readonly key: string }
  | { readonly kind: 'stopped'; readonly key: string; readonly isSettled: boolean }
  | { readonly kind: 'again'; readonly key: string }
  | { readonly kind: 'discard'; readonly key: string }
  | { readonly kind: 'check'; readonly key: string }
  | { readonly kind: 'due' }

export type Effect =
  /** Written to the store before any effect that follows it. */
  | { readonly kind: 'save'; readonly message: Message }
  | { readonly kind: 'tell'; readonly message: Message }
  | { readonly kind: 'send'; readonly key: string; readonly connId: string }
  /** Reads the history of one conversation for these. */
  | {
      readonly kind: 'look'
      readonly sessionKey: string
      readonly keys: readonly string[]
      readonly connId: string
    }
  | { readonly kind: 'abort'; readonly stop: Stop; readonly connId: string }
  | { readonly kind: 'forget-stop'; readonly key: string }
  /** Report `due` then, in milliseconds since the epoch; replaces the one before. */
  | { readonly kind: 'schedule'; readonly at: number | undefined }

export type Circumstances = {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** In [0, 1). */
  readonly random: number
}

export type Step = { readonly outbox: Outbox; readonly effects: readonly Effect[] }

export const emptyOutbox: Outbox = { messages: [], stops: [], link: undefined }

/** OpenClaw's gateway remembers for five minutes which keys it has seen; a minute is for clocks and slow roads. */
export const repeatWithinMs = 5 * 60_000 - 60_000
/** A wish to stop an answer is of no use to anybody much later. */
const stopWithinMs = 5 * 60_000
const firstPauseMs = 1_000
const maxPauseMs = 30_000
/** No frame smaller than this is too large for any gateway. */
const neverTooLargeBytes = 64 * 1024

export function stepOutbox(outbox: Outbox, happening: Happening, given: Circumstances): Step {
  const after = take(outbox, happening, given)
  // Who adds a message has stored it already.
  const stored = happening.kind === 'added' ? after.outbox.messages : outbox.messages
  return dispatch(after, outbox, stored, given)
}

type Taken = { readonly outbox: Outbox; readonly effects?: readonly Effect[] }

function take(outbox: Outbox, happening: Happening, given: Circumstances): Taken {
  switch (happening.kind) {
    case 'added':
      return { outbox: added(outbox, happening.messages) }
    case 'stop-wanted':
      return { outbox: { ...outbox, stops: [...outbox.stops, ...happening.stops] } }
    case 'online':
      return online(outbox, happening.link)
    case 'offline':
      return { outbox: offline(outbox, happening.error) }
    case 'answered':
      return { outbox: change(outbox, happening.key, message => answered(message, happening)) }
    case 'refused':
      return {
        outbox: changeAwaited(outbox, happening, message => refused(message, happening.error, given)),
      }
    case 'unanswered':
      return {
        outbox: changeAwaited(outbox, happening, message => setBack(message, undefined, given)),
      }
    case 'not-looked':
      return { outbox: notLooked(outbox, happening, given) }
    case 'not-saved':
      return { outbox: change(outbox, happening.key, message => notSaved(message, happening.error, given)) }
    case 'looked':
      return { outbox: looked(outbox, happening.connId, happening.verdicts) }
    case 'seen':
      return { outbox: change(outbox, happening.key, done) }
    case 'stopped':
      return stopped(outbox, happening)
    case 'again':
      return { outbox: change(outbox, happening.key, again) }
    case 'discard':
      return { outbox: change(outbox, happening.key, discarded) }
    case 'check':
      return check(outbox, happening.key)
    case 'due':
      return { outbox }
  }
}

function added(outbox: Outbox, messages: readonly Message[]): Outbox {
  const known = new Set(outbox.messages.map(({ key }) => key))
  const fresh = messages.filter(({ key }) => !known.has(key))
  const all = [...outbox.messages, ...fresh].toSorted((a, b) => a.position - b.position)
  return { ...outbox, messages: all }
}

// ── the connection ──

/** What is in doubt is looked for at once; what waits for its turn gets it in `dispatch`. */
function online(outbox: Outbox, link: Link): Taken {
  const before = outbox.link === undefined ? outbox : offline(outbox, undefined)
  const inDoubt = before.messages.filter(
    ({ gateway, delivery }) =>
      gateway === link.gateway && (delivery.phase === 'uncertain' || delivery.phase === 'accepted'),
  )
  const effects = [...Map.groupBy(inDoubt, message => message.sessionKey)].map(
    ([sessionKey, messages]): Effect => ({
      kind: 'look',
      sessionKey,
      keys: messages.map(({ key }) => key),
      connId: link.connId,
    }),
  )
  return { outbox: { ...before, link }, effects }
}

function offline(outbox: Outbox, error: ErrorReport | undefined): Outbox {
  const { link } = outbox
  const tooLarge = isTooLarge(error) ? largestOn(outbox, link) : undefined
  return {
    link: undefined,
    stops: outbox.stops.map(stop => ({ ...stop, isUnderWay: false })),
    messages: outbox.messages.map(message => {
      if (message === tooLarge) return park(message, link?.maxPayloadBytes ?? 0)
      return isOpen(message) && message.gateway === link?.gateway ? atRest(message) : message
    }),
  }
}

/** Waits for the next connection, which is a reason to try at once. */
function atRest(message: Message): Message {
  const { delivery } = message
  const isAtRest = delivery.phase === 'queued' && delivery.notBefore === undefined && delivery.setbacks === 0
  return isAtRest ? message : { ...message, delivery: { phase: 'queued', setbacks: 0 } }
}

/** WebSocket's close code for a message that is too big (RFC 6455, 7.4.1). */
function isTooLarge(error: ErrorReport | undefined): boolean {
  return error?.code === 'GATEWAY_CLOSED' && error.details['closeCode'] === 1009
}

/** Of what was under way when the gateway refused to read on: the one that was meant. */
function largestOn(outbox: Outbox, link: Link | undefined): Message | undefined {
  return outbox.messages
    .filter(
      ({ bytes, tries, delivery }) =>
        bytes > neverTooLargeBytes &&
        tries !== undefined &&
        tries.connId === link?.connId &&
        (delivery.phase === 'sent' || delivery.phase === 'queued'),
    )
    .toSorted((a, b) => b.bytes - a.bytes)[0]
}

function park(message: Message, maxBytes: number): Message {
  const error = errorReport('MESSAGE_TOO_LARGE', {
    bytes: message.bytes,
    maxBytes: Math.min(maxBytes, message.bytes - 1),
  })
  return { ...message, delivery: { phase: 'failed', error } }
}

// ── what became of one message ──

function answered(
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
function refused(message: Message, error: ErrorReport, given: Circumstances): Message {
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

function setBack(message: Message, error: ErrorReport | undefined, { now, random }: Circumstances): Message {
  const before = 'setbacks' in message.delivery ? message.delivery.setbacks : 0
  const asked = Number(error?.details['retryAfterMs'] ?? 0)
  const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(before, 10))
  const notBefore = now + Math.max(asked, Math.round(pause * (0.5 + random / 2)))
  return { ...message, delivery: { phase: 'queued', notBefore, setbacks: before + 1, error } }
}

function notSaved(message: Message, error: ErrorReport, given: Circumstances): Message {
  if (message.delivery.phase !== 'sent') return message
  const { tries } = message
  const before = tries && tries.count > 1 ? { ...tries, count: tries.count - 1 } : undefined
  return setBack({ ...message, tries: before }, error, given)
}

function notLooked(
  outbox: Outbox,
  { keys, connId }: { readonly keys: readonly string[]; readonly connId: string },
  given: Circumstances,
): Outbox {
  if (outbox.link?.connId !== connId) return outbox
  return {
    ...outbox,
    messages: outbox.messages.map(message =>
      keys.includes(message.key) && message.delivery.phase === 'looking'
        ? setBack(message, undefined, given)
        : message,
    ),
  }
}

function looked(outbox: Outbox, connId: string, verdicts: ReadonlyMap<string, Verdict>): Outbox {
  const { link } = outbox
  if (link?.connId !== connId) {
    // That it was found stays true on any connection.
    const found = new Set([...verdicts].flatMap(([key, verdict]) => (verdict === 'found' ? [key] : [])))
    return {
      ...outbox,
      messages: outbox.messages.map(message => (found.has(message.key) ? done(message) : message)),
    }
  }
  return {
    ...outbox,
    messages: outbox.messages.map(message => {
      const verdict = verdicts.get(message.key)
      return verdict === undefined ? message : judged(message, verdict, link)
    }),
  }
}

function judged(message: Message, verdict: Verdict, link: Link): Message {
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

function done(message: Message): Message {
  return isOver(message) ? message : { ...message, delivery: { phase: 'done' } }
}

/** The person's word: as if it had never been sent. */
function again(message: Message): Message {
  const { phase } = message.delivery
  if (phase !== 'uncertain' && phase !== 'failed') return message
  return { ...message, tries: undefined, delivery: { phase: 'queued', setbacks: 0 } }
}

function discarded(message: Message): Message {
  const { phase } = message.delivery
  const isUnderWay = phase === 'sent' || phase === 'looking' || phase === 'accepted'
  return isUnderWay || isOver(message) ? message : { ...message, delivery: { phase: 'discarded' } }
}

function check(outbox: Outbox, key: string): Taken {
  const message = outbox.messages.find(other => other.key === key)
  const { link } = outbox
  if (!message || link?.gateway !== message.gateway || message.delivery.phase !== 'uncertain') {
    return { outbox }
  }
  return {
    outbox,
    effects: [{ kind: 'look', sessionKey: message.sessionKey, keys: [key], connId: link.connId }],
  }
}

// ── stopping ──

function stopped(outbox: Outbox, happening: Extract<Happening, { kind: 'stopped' }>): Taken {
  const { key, isSettled } = happening
  if (isSettled) {
    return {
      outbox: { ...outbox, stops: outbox.stops.filter(stop => stop.key !== key) },
      effects: [{ kind: 'forget-stop', key }],
    }
  }
  // Otherwise it is tried again with the next connection.
  return { outbox }
}

// ── whose turn it is ──

/** Begins what may begin, and saves and tells what is not as it was. */
function dispatch(
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

/** What is open holds up the rest of its conversation. A question to the person does not. */
function isOpen({ delivery }: Message): boolean {
  return delivery.phase === 'queued' || delivery.phase === 'sent' || delivery.phase === 'looking'
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

function change(outbox: Outbox, key: string, make: (message: Message) => Message): Outbox {
  return {
    ...outbox,
    messages: outbox.messages.map(message => (message.key === key ? make(message) : message)),
  }
}

/** For bad news of a try: it counts only while that try is the one that is awaited. */
function changeAwaited(
  outbox: Outbox,
  { key, connId }: { readonly key: string; readonly connId: string },
  make: (message: Message) => Message,
): Outbox {
  if (outbox.link?.connId !== connId) return outbox
  return change(outbox, key, message => (message.delivery.phase === 'sent' ? make(message) : message))
}
