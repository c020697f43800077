// What was said on its way: heard, sent, accepted, answered. Each step is seen, and so is where it stopped.
import { toErrorReport } from '../../src-shared/errors.ts'
import type { VoiceReceipt } from '../../src-shared/voice.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'

export type SpokenMessage = {
  readonly sessionKey: string
  readonly message: string
  /** The same for every try. */
  readonly idempotencyKey: string
}

/** Hands a message to the gateway; settles when it has it. Called again with the same key after a failure. */
export type SendSpoken = (message: SpokenMessage) => Promise<{ readonly runId: string }>

export type Receipts = {
  readonly list: () => readonly VoiceReceipt[]
  /** Something was said that goes nowhere, because it was taken back. */
  readonly note: (said: Said) => void
  readonly forward: (said: Said) => void
  /** Another try; nothing happens to what is under way or has arrived. */
  readonly sendAgain: (id: string) => void
  readonly forget: (id: string) => void
  /** Tells of an answer when it is one. */
  readonly hear: (event: GatewayEvent) => void
}

type Said = { readonly trigger?: string | undefined; readonly text: string }

export type ReceiptParts = {
  readonly send: SendSpoken
  /** Throws NOT_CONNECTED while nobody can say. */
  readonly sessionFor: (trigger: string | undefined) => string
  /** Named in the message, for whoever answers cannot see who spoke. */
  readonly hostName: string
  readonly now: () => number
  readonly newId: () => string
  readonly onChange: () => void
}

/** Those before are in the conversations they went to. */
const kept = 8
const finished: ReadonlySet<unknown> = new Set(['final', 'error', 'aborted'])

export function openReceipts(parts: ReceiptParts): Receipts {
  const { now } = parts
  let receipts: readonly VoiceReceipt[] = []

  const set = (next: readonly VoiceReceipt[]) => {
    receipts = next
    parts.onChange()
  }
  const add = (receipt: VoiceReceipt) => set([receipt, ...receipts].slice(0, kept))
  const change = (id: string, to: Partial<VoiceReceipt>) =>
    set(receipts.map(receipt => (receipt.id === id ? { ...receipt, ...to } : receipt)))

  const deliver = async ({ id, trigger, text, ...receipt }: VoiceReceipt) => {
    try {
      // A second try goes where the first one went: it may have arrived.
      const sessionKey = receipt.sessionKey ?? parts.sessionFor(trigger)
      const sending = parts.send({
        sessionKey,
        message: withHint(text, parts.hostName),
        idempotencyKey: id,
      })
      change(id, { sessionKey, step: 'sent', sentAt: now(), error: undefined })
      await sending
      // An answer can be quicker than the receipt for the question.
      const isAnswered = receipts.some(other => other.id === id && other.step === 'answered')
      change(id, isAnswered ? { acceptedAt: now() } : { step: 'accepted', acceptedAt: now() })
    } catch (error) {
      const report = toErrorReport(error)
      const stayedHere = report.code === 'NOT_CONNECTED'
      change(id, { error: report, ...(stayedHere && { step: 'heard' as const, sentAt: undefined }) })
    }
  }

  return {
    list: () => receipts,
    note: said => add({ id: parts.newId(), ...said, step: 'taken-back', heardAt: now() }),
    forward: said => {
      const receipt: VoiceReceipt = { id: parts.newId(), ...said, step: 'heard', heardAt: now() }
      add(receipt)
      void deliver(receipt)
    },
    sendAgain: id => {
      const receipt = receipts.find(other => other.id === id)
      if (!receipt?.error) return
      change(id, { error: undefined })
      void deliver(receipt)
    },
    forget: id => set(receipts.filter(receipt => receipt.id !== id)),
    hear: ({ event, payload }) => {
      if (event !== 'chat') return
      const { runId, state } = payload as { runId?: unknown; state?: unknown }
      const isOpen = ({ id, step }: VoiceReceipt) => id === runId && (step === 'sent' || step === 'accepted')
      // The run's id is the message's key.
      if (finished.has(state) && receipts.some(isOpen))
        change(String(runId), { step: 'answered', answeredAt: now() })
    },
  }
}

/** English whatever the person speaks: it is for the assistant. */
function withHint(text: string, hostName: string): string {
  return `(Spoken at ${hostName}; single words may be misheard.)\n\n${text}`
}
