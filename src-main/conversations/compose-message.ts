// Messages as they are kept: what came in, and what a run has come to.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Saying } from './incoming.ts'
import type { Message } from './messages.ts'
import type { RunOutcome } from './run.ts'
import type { NewFile } from './transcript-records.ts'

/** What a person said, with what is told of its files; their bytes go into the store beside it. */
export function userMessage(message: IncomingMessage, files: readonly NewFile[]): Message & { role: 'user' } {
  const stored = files.map(({ bytes, ...file }) => ({ ...file, sizeBytes: bytes.byteLength }))
  return {
    role: 'user',
    text: message.text,
    idempotencyKey: message.idempotencyKey,
    ...(stored.length === 0 ? {} : { files: stored }),
  }
}

/** What was said elsewhere, as if it had been said here. */
export function recalledMessage({ role, text }: Saying): Message {
  return role === 'user'
    ? { role, text, idempotencyKey: randomUUID() }
    : { role, content: [{ type: 'text', text }], stopReason: 'stop' }
}

/** What is kept of the end of an answer; undefined when there is nothing to keep. */
export function answerMessage(outcome: RunOutcome): Message | undefined {
  const { content, before, provider, model, usage } = outcome
  const answer = { role: 'assistant', content, provider, model, usage } as const
  // Of an answer that was stopped between two steps, it is kept that it was stopped.
  const isNothing = content.length === 0 && before.length === 0
  switch (outcome.kind) {
    case 'final':
      return content.length === 0 ? undefined : { ...answer, stopReason: outcome.stopReason }
    case 'aborted':
      return isNothing ? undefined : { ...answer, stopReason: 'aborted' }
    case 'error':
      return { ...answer, stopReason: 'error', errorMessage: outcome.error.message }
  }
}
