// A message on its way: shown at once, then accepted, refused, or in doubt. And the wish to stop an answer.
import { activeRuns, changeSend, findSend, isSendHeard, missed, withRun } from './chat.ts'
import type { Outgoing, Transcript } from './chat.ts'
import type { MediaBlock } from './chat-content.ts'
import { questionKey } from './chat-messages.ts'
import type { ChatMessage } from './chat-messages.ts'
import { asPlain, idOf, valueOf } from './chat-untrusted.ts'
import type { ErrorReport } from './errors.ts'
import type { OutboxEntry } from './outbox.ts'

/** Shows a send at once. `sendKey` is its idempotency key, made once; the same key twice is one message. */
export function addOutgoing(
  transcript: Transcript,
  send: { sendKey: string; text: string; media?: readonly MediaBlock[] | undefined; at: number },
): Transcript {
  const { sendKey } = send
  const isShown =
    findSend(transcript, sendKey) !== undefined ||
    isSendHeard(transcript, sendKey) ||
    transcript.rows.some(row => row.sendKey === sendKey)
  if (isShown) return transcript
  const message: ChatMessage = {
    key: questionKey(sendKey),
    role: 'user',
    blocks: [
      ...(send.text === '' ? [] : [{ kind: 'text' as const, text: send.text }]),
      ...(send.media ?? []),
    ],
    at: send.at,
    outcome: 'done',
  }
  const entry: Outgoing = { kind: 'send', sendKey, delivery: 'sending', message }
  return { ...transcript, tail: [...transcript.tail, entry], clock: transcript.clock + 1 }
}

/** A message from before, of which nobody knows whether it arrived. */
export function addUncertain(transcript: Transcript, send: Parameters<typeof addOutgoing>[1]): Transcript {
  return changeSend(addOutgoing(transcript, send), send.sendKey, { delivery: 'uncertain' })
}

/** The gateway's answer to `chat.send`: `started`, `in_flight` (it has it already) or `ok` (it was done before). */
export function sendAccepted(
  transcript: Transcript,
  sendKey: string,
  answer: unknown,
  now: number,
): Transcript {
  const record = asPlain(answer)
  const runId = idOf(record, 'runId') ?? sendKey
  const accepted = changeSend(transcript, sendKey, { delivery: 'sent', error: undefined })
  const status = valueOf(record, 'status')
  if (status === 'ok') return missed(accepted)
  return withRun(accepted, runId, now, run => run)
}

export function sendFailed(
  transcript: Transcript,
  sendKey: string,
  failure: { delivery: 'uncertain' | 'failed'; error: ErrorReport },
): Transcript {
  // An event of its run may have come before the bad news: then it did arrive.
  if (findSend(transcript, sendKey)?.delivery !== 'sending') return transcript
  const failed = changeSend(transcript, sendKey, { ...failure, notInHistory: undefined })
  return failure.delivery === 'uncertain' ? missed(failed) : failed
}

/** Shows a message as the outbox has it. One that history holds already stays as it is. */
export function applyOutboxEntry(transcript: Transcript, entry: OutboxEntry, now: number): Transcript {
  const { key, delivery } = entry
  const settled = { error: undefined, notInHistory: undefined }
  if (delivery.phase === 'discarded') return discardSend(transcript, key)
  const known = findSend(transcript, key)
  if (delivery.phase === 'done' && (known === undefined || known.delivery === 'sent')) return transcript
  const shown = addOutgoing(transcript, {
    sendKey: key,
    text: entry.text,
    at: entry.at,
    media: entry.files.map(file => ({ kind: 'media', ...file })),
  })
  switch (delivery.phase) {
    case 'queued':
      return changeSend(shown, key, { ...settled, delivery: 'queued', error: delivery.error })
    case 'sending':
    case 'checking':
      return changeSend(shown, key, { ...settled, delivery: delivery.phase })
    case 'accepted':
      return sendAccepted(shown, key, delivery, now)
    case 'done':
      if (delivery.answer) return sendAccepted(shown, key, delivery.answer, now)
      // It is known to be there; where, history says.
      return missed(changeSend(shown, key, { ...settled, delivery: 'sent' }))
    case 'uncertain':
      return changeSend(shown, key, {
        delivery: 'uncertain',
        error: delivery.error,
        notInHistory: delivery.notInHistory || undefined,
      })
    case 'failed':
      return changeSend(shown, key, { ...settled, delivery: 'failed', error: delivery.error })
  }
}

/** The person asked for another try. The key stays the same, so that the gateway can tell. */
export function sendAgain(transcript: Transcript, sendKey: string): Transcript {
  return changeSend(transcript, sendKey, { delivery: 'sending', error: undefined, notInHistory: undefined })
}

export function discardSend(transcript: Transcript, sendKey: string): Transcript {
  const tail = transcript.tail.filter(entry => entry.kind !== 'send' || entry.sendKey !== sendKey)
  return tail.length === transcript.tail.length
    ? transcript
    : { ...transcript, tail, clock: transcript.clock + 1 }
}

/** A stop was asked for, or is given up waiting for; the run itself goes on until an event or history says otherwise. */
export function markStopping(transcript: Transcript, stopping: boolean): Transcript {
  if (activeRuns(transcript).every(run => (run.stopping ?? false) === stopping)) return transcript
  const tail = transcript.tail.map(entry =>
    entry.kind === 'run' && entry.run.outcome === 'running'
      ? { ...entry, run: { ...entry.run, stopping: stopping || undefined } }
      : entry,
  )
  return { ...transcript, tail, clock: transcript.clock + 1 }
}
