// A message between "Send" and the gateway's record of it, as the app keeps it and every window shows it.
import { z } from 'zod'
import type { ErrorReport } from './errors.ts'

const Attachment = z.strictObject({
  type: z.enum(['image', 'file']),
  mimeType: z.string().max(256),
  fileName: z.string().max(1024),
  /** Base64. */
  content: z.string(),
  sizeBytes: z.int().nonnegative(),
})

/** What a window hands over. The same key twice is one message. */
export const NewMessage = z.strictObject({
  /** The idempotency key, made once by whoever wrote the message: a UUID. */
  key: z.uuid(),
  /** `targetKey` of the gateway it is for. */
  gateway: z.string().min(1).max(4096),
  /** In full, `agent:main:main`. */
  sessionKey: z.string().min(1).max(512),
  /** The conversation's present id, where it is known: another one later means that it was begun anew. */
  sessionId: z.string().max(512).optional(),
  /** Milliseconds since the epoch. */
  at: z.number().nonnegative(),
  text: z.string(),
  attachments: z.array(Attachment).max(50).optional(),
})
export type NewMessage = z.infer<typeof NewMessage>

/** Stops what is being answered in one conversation. */
export const StopRequest = z.strictObject({
  gateway: z.string().min(1).max(4096),
  sessionKey: z.string().min(1).max(512),
  /** Those that were seen running; empty when only their being there is known. */
  runIds: z.array(z.string().min(1).max(512)).max(100),
})
export type StopRequest = z.infer<typeof StopRequest>

export type OutboxFile = { readonly name: string; readonly mimeType: string; readonly bytes: number }

export type OutboxDelivery =
  /** It has not left this computer; `error` says what it waits for besides its turn and the connection. */
  | { readonly phase: 'queued'; readonly error?: ErrorReport | undefined }
  | { readonly phase: 'sending' }
  /** It may have arrived; that is found out as soon as the gateway can be asked. */
  | { readonly phase: 'checking' }
  | { readonly phase: 'accepted'; readonly runId: string; readonly status: string }
  /** Nobody can tell whether it arrived: a question for the person. */
  | {
      readonly phase: 'uncertain'
      readonly notInHistory: boolean
      readonly error?: ErrorReport | undefined
    }
  /** It certainly did not arrive. */
  | { readonly phase: 'failed'; readonly error: ErrorReport }
  /** The gateway has it; `answer` where it said so just now. */
  | {
      readonly phase: 'done'
      readonly answer?: { readonly runId: string; readonly status: string } | undefined
    }
  | { readonly phase: 'discarded' }

export type OutboxEntry = {
  readonly key: string
  readonly gateway: string
  readonly sessionKey: string
  readonly text: string
  readonly files: readonly OutboxFile[]
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly delivery: OutboxDelivery
}
