// What a conversation is made of. The gateway turns these into protocol rows; nothing here knows the wire.
import type { Usage } from '../agent/agent.ts'
import { wordsOf, type ContentBlock, type ToolAnswer } from '../agent/content.ts'

/** A file that came with a message; its bytes are in the store under `id`. */
export type StoredFile = {
  readonly id: string
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly sizeBytes: number
}

export type Message =
  | {
      readonly role: 'user'
      readonly text: string
      readonly files?: readonly StoredFile[] | undefined
      readonly idempotencyKey: string
    }
  | {
      readonly role: 'assistant'
      readonly content: readonly ContentBlock[]
      readonly provider?: string | undefined
      readonly model?: string | undefined
      readonly usage?: Usage | undefined
      /** `stop`, `length`, `tool-calls` … from the model; `aborted`, `error` from us. */
      readonly stopReason: string
      readonly errorMessage?: string | undefined
    }
  | ({ readonly role: 'tool' } & ToolAnswer)
  | { readonly role: 'system'; readonly kind: 'reset' }
  | {
      readonly role: 'system'
      readonly kind: 'compaction'
      /** What the questions up to and including the one at `coversTo`, and their answers, come to. */
      readonly summary: string
      readonly coversTo: number
    }

/** A committed message. `seq` counts from 1 in its conversation, without holes. */
export type TranscriptRow = {
  readonly id: string
  readonly conversation: string
  readonly seq: number
  readonly runId?: string | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly message: Message
}

/** The visible text of a message, for titles, previews and a model's context. */
export function textOf(message: Message): string {
  switch (message.role) {
    case 'user':
      return message.text
    case 'assistant':
      return wordsOf(message.content)
    case 'tool':
    case 'system':
      return ''
  }
}
