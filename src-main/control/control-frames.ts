// What an app and a command say to each other over the control socket: text frames of JSON, each one an object.
import { z } from 'zod'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import type { ConnectionState } from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'

/** A request with attachments: the gateway takes 25 MiB, and JSON around it needs some room. */
export const maxControlBytes = 28 * 1024 * 1024

const nonce = z.string().length(43)

/** First word of the app. */
export const AppHello = z.object({ nonce })
export type AppHello = z.infer<typeof AppHello>
/**
 * The command's answer; `follows`: whether it wants to be told of events; `gateway`: the `targetKey` of the one it means,
 * or the one that is shown.
 */
export const CommandHello = z.object({
  nonce,
  proof: nonce,
  follows: z.boolean(),
  gateway: z.string().max(4096).optional(),
})
export type CommandHello = z.infer<typeof CommandHello>
/** The app's answer to that, and the last step. */
export const AppWelcome = z.object({ proof: nonce, state: z.custom<ConnectionState>(isObject) })
export type AppWelcome = z.infer<typeof AppWelcome>

export const CommandFrame = z.union([
  z.object({
    id: z.int().nonnegative(),
    method: z.string().min(1).max(200),
    params: z.unknown().optional(),
    timeoutMs: z.int().positive().optional(),
    untilFinal: z.boolean().optional(),
  }),
  /** Nobody waits for that answer any more. */
  z.object({ cancel: z.int().nonnegative() }),
])
export type CommandFrame = z.infer<typeof CommandFrame>

export const AppFrame = z.union([
  z.object({ id: z.int(), error: z.custom<ErrorReport>(isObject) }),
  z.object({ id: z.int(), value: z.unknown() }),
  z.object({ tell: z.literal('state'), value: z.custom<ConnectionState>(isObject) }),
  z.object({ tell: z.literal('event'), value: z.custom<GatewayEvent>(isObject) }),
  z.object({ tell: z.literal('gap'), value: z.object({ expected: z.number(), received: z.number() }) }),
])
export type AppFrame = z.infer<typeof AppFrame>

/** The frame in a message, or undefined for anything else. */
export function readFrame<T>(
  schema: { safeParse(value: unknown): { data?: T | undefined } },
  data: unknown,
  isBinary: boolean,
): T | undefined {
  if (isBinary || !Buffer.isBuffer(data)) return undefined
  try {
    return schema.safeParse(JSON.parse(data.toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** Written by the other end from its own types; both ends are the same user's. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
