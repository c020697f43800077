// The outbox as a machine: what was, and what happens, make what is and what is to be done. Pure.
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { Message } from './message.ts'
import {
  again,
  answered,
  atRest,
  discarded,
  done,
  isOpen,
  judged,
  notSaved,
  park,
  refused,
  setBack,
} from './message-fate.ts'
import type { Circumstances, Effect, Happening, Link, Outbox, Step, Taken, Verdict } from './outbox-model.ts'
import { dispatch } from './turns.ts'

/** No frame smaller than this is too large for any gateway. */
const neverTooLargeBytes = 64 * 1024

export function stepOutbox(outbox: Outbox, happening: Happening, given: Circumstances): Step {
  const after = take(outbox, happening, given)
  // Who adds a message has stored it already.
  const stored = happening.kind === 'added' ? after.outbox.messages : outbox.messages
  return dispatch(after, outbox, stored, given)
}

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

// ── the history ──

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
