// What the outbox holds, what happens to it, and what it wants done.
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { Message, Stop } from './message.ts'

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

/** What a happening has made of the outbox, before it is known whose turn it is. */
export type Taken = { readonly outbox: Outbox; readonly effects?: readonly Effect[] }

export type Step = { readonly outbox: Outbox; readonly effects: readonly Effect[] }

export const emptyOutbox: Outbox = { messages: [], stops: [], link: undefined }
