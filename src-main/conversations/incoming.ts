// What comes into a conversation, and what its sender is told at once.

export type IncomingFile = {
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly bytes: Uint8Array
}

/** Something that was said before, elsewhere. */
export type Saying = { readonly role: 'user' | 'assistant'; readonly text: string }

export type IncomingMessage = {
  /** A full key, see conversation-key.ts. */
  readonly conversation: string
  readonly text: string
  readonly files?: readonly IncomingFile[]
  /** Becomes the run's id. The same key again, within a day at least, begins no second run. */
  readonly idempotencyKey: string
  readonly timeoutMs?: number | undefined
  /** How hard to think; the configured way when absent. */
  readonly thinking?: string | undefined
  /** Whether who sends it may answer what waits for approval. */
  readonly mayApprove?: boolean | undefined
  /** Said by the assistant of another conversation. */
  readonly fromAgent?: boolean | undefined
  /** What the model is told beside the gateway's own instructions, for this answer. */
  readonly instructions?: string | undefined
  /** What was said before, in a conversation that begins with this message; left out of one that is there. */
  readonly past?: readonly Saying[] | undefined
  /** Writes, in the transaction that takes the message in, what its sender must not forget. Not for a known key. */
  readonly alongside?: (() => void) | undefined
  /** End what is being answered there first. Otherwise the message waits for its turn. */
  readonly interrupt?: boolean
}

export type Accepted = {
  readonly runId: string
  readonly status: 'started' | 'in_flight' | 'ok'
  /** Where the message stands in its conversation. */
  readonly messageSeq?: number | undefined
}
