// The gateway's answer to a client it lets in.
import { randomUUID } from 'node:crypto'
import type { ConnectParams } from '@openclaw/gateway-protocol'
import { defaultAgentId, mainConversation, mainKey } from '../conversations/conversation-key.ts'
import type { Admission } from './authenticate.ts'
import { negotiate } from './authenticate.ts'
import { events } from './events.ts'
import { maxImageBytes, type GatewayLimits } from './limits.ts'
import type { MethodTable } from './method-table.ts'
import type { Rooms } from './rooms.ts'

const bootId = randomUUID()

export function greeting(
  params: ConnectParams,
  admission: Admission,
  connId: string,
  rooms: Rooms,
  methods: MethodTable,
  limits: GatewayLimits,
) {
  const { config, presence, health } = rooms
  const { role, scopes, method, deviceToken } = admission
  return {
    type: 'hello-ok',
    protocol: negotiate(params),
    server: { version: rooms.version, bootId, connId },
    features: { methods: [...methods.keys()], events: [...events], capabilities: [] },
    snapshot: {
      // Who has no scopes does not get to know who else is here.
      presence: scopes.length > 0 ? presence.entries() : [],
      health: health.snapshot(),
      stateVersion: { presence: presence.version(), health: 1 },
      uptimeMs: health.uptimeMs(),
      sessionDefaults: {
        defaultAgentId,
        mainKey,
        mainSessionKey: mainConversation,
        scope: 'per-sender',
        modelConfigured: config.models.primary !== undefined,
      },
      suspension: { phase: 'accepting' },
    },
    auth: {
      method,
      role,
      scopes,
      ...(deviceToken ? { deviceToken: deviceToken.token, issuedAtMs: deviceToken.issuedAt } : {}),
    },
    policy: {
      maxPayload: limits.maxPayload,
      maxBufferedBytes: limits.maxBufferedBytes,
      tickIntervalMs: limits.tickIntervalMs,
      attachments: {
        maxBytes: attachmentBytes(config.maxAttachmentBytes, limits.maxPayload),
        maxImageBytes: Math.min(maxImageBytes, config.maxAttachmentBytes),
      },
    },
  }
}

/** What still fits into one frame as base64, with a little room for the rest of it. */
function attachmentBytes(configured: number, maxPayload: number): number {
  return Math.min(configured, Math.floor(((maxPayload - 256 * 1024) * 3) / 4))
}
