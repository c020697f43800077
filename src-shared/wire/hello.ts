// The gateway's greeting, checked: only what we use is required, and what we do not know is ignored.
import { z } from 'zod'
import type { GatewayInfo } from '../connection.ts'

const count = z.number().nonnegative()

export const Hello = z.object({
  type: z.literal('hello-ok'),
  protocol: z.number(),
  server: z.object({ version: z.string(), connId: z.string(), bootId: z.string().optional() }),
  features: z.object({ methods: z.array(z.string()), events: z.array(z.string()) }),
  snapshot: z.object({
    presence: z.array(z.unknown()),
    health: z.unknown(),
    uptimeMs: count,
    sessionDefaults: z.object({ mainSessionKey: z.string().min(1).optional() }).optional(),
  }),
  auth: z.object({
    role: z.string(),
    scopes: z.array(z.string()),
    method: z.string().optional(),
    deviceToken: z.string().min(1).optional(),
  }),
  policy: z.object({
    maxPayload: count,
    maxBufferedBytes: count,
    tickIntervalMs: count,
    attachments: z.object({ maxBytes: count.optional(), maxImageBytes: count.optional() }).optional(),
  }),
})
export type Hello = z.infer<typeof Hello>

/** What a gateway allows that does not say: Base64 makes four characters of three bytes, and the frame needs room. */
const attachmentShare = 0.7
const usualImageBytes = 6 * 1024 * 1024

/** `now` in milliseconds since the epoch, when the greeting came. */
export function gatewayInfo(hello: Hello, now: number): GatewayInfo {
  const { maxPayload, attachments } = hello.policy
  const maxAttachmentBytes = attachments?.maxBytes ?? Math.floor(maxPayload * attachmentShare)
  return {
    version: hello.server.version,
    protocol: hello.protocol,
    connId: hello.server.connId,
    bootId: hello.server.bootId,
    startedAt: now - hello.snapshot.uptimeMs,
    scopes: hello.auth.scopes,
    authMethod: hello.auth.method ?? 'unnamed',
    methods: hello.features.methods,
    mainSessionKey: hello.snapshot.sessionDefaults?.mainSessionKey ?? 'agent:main:main',
    maxPayloadBytes: maxPayload,
    maxAttachmentBytes,
    maxImageBytes: attachments?.maxImageBytes ?? Math.min(usualImageBytes, maxAttachmentBytes),
  }
}
