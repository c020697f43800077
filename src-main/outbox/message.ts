// What the outbox knows of one message, and of one wish to stop an answer.
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { OutboxDelivery, OutboxEntry, OutboxFile } from '../../src-shared/outbox.ts'

/** Since when bytes of it may have left this computer, and towards which process at the other end. */
export type Tries = {
  /** Milliseconds since the epoch. */
  readonly first: number
  readonly last: number
  readonly count: number
  /** The gateway process that was meant; another one has forgotten which keys it has seen. */
  readonly boot: string
  readonly connId: string
}

export type Delivery =
  /** Waits for its turn. Where there were tries, what became of them is found out first. */
  | {
      readonly phase: 'queued'
      readonly notBefore?: number | undefined
      readonly setbacks: number
      readonly error?: ErrorReport | undefined
    }
  /** Handed to the socket; its answer is awaited. */
  | { readonly phase: 'sent'; readonly setbacks: number }
  /** The gateway's history is being read for it; `refusal` is what the gateway said to a repetition. */
  | { readonly phase: 'looking'; readonly setbacks: number; readonly refusal?: ErrorReport | undefined }
  /** The gateway said that it has it; its record of it has not been seen yet. */
  | { readonly phase: 'accepted'; readonly runId: string; readonly status: string }
  | { readonly phase: 'uncertain'; readonly absent: boolean; readonly error?: ErrorReport | undefined }
  | { readonly phase: 'failed'; readonly error: ErrorReport }
  | {
      readonly phase: 'done'
      readonly answer?: { readonly runId: string; readonly status: string } | undefined
    }
  | { readonly phase: 'discarded' }

export type Message = {
  readonly key: string
  /** Counts up: what was written earlier goes first in its conversation. */
  readonly position: number
  readonly gateway: string
  readonly sessionKey: string
  readonly sessionId?: string | undefined
  readonly text: string
  readonly files: readonly OutboxFile[]
  readonly at: number
  /** Of the whole request on the wire. */
  readonly bytes: number
  readonly tries?: Tries | undefined
  readonly delivery: Delivery
}

export type Stop = {
  readonly key: string
  readonly gateway: string
  readonly sessionKey: string
  readonly runIds: readonly string[]
  readonly at: number
  /** The connection it was asked for on: there it means everything that is being answered. */
  readonly connId?: string | undefined
  readonly isUnderWay: boolean
}

export function isOver(message: Message): boolean {
  return message.delivery.phase === 'done' || message.delivery.phase === 'discarded'
}

/** As windows show it. */
export function toEntry(message: Message): OutboxEntry {
  const { key, gateway, sessionKey, text, files, at } = message
  return { key, gateway, sessionKey, text, files, at, delivery: shown(message) }
}

function shown({ delivery, tries }: Message): OutboxDelivery {
  switch (delivery.phase) {
    case 'queued':
      return tries === undefined ? { phase: 'queued', error: delivery.error } : { phase: 'checking' }
    case 'sent':
      return { phase: 'sending' }
    case 'looking':
      return { phase: 'checking' }
    case 'uncertain':
      return { phase: 'uncertain', notInHistory: delivery.absent, error: delivery.error }
    case 'accepted':
    case 'failed':
    case 'done':
    case 'discarded':
      return delivery
  }
}
