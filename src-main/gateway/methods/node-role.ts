// What nodes themselves call: answers to what they were asked, and what happened at their end.
import { randomUUID } from 'node:crypto'
import {
  validateNodeEventParams,
  validateNodeInvokeResultParams,
  validateSkillsBinsParams,
} from '@openclaw/gateway-protocol'
import { z } from 'zod'
import { mainKey } from '../../conversations/conversation-key.ts'
import { method, requestError, type Call, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { sayable } from './chat.ts'
import { whichSession } from './which-session.ts'

const maxEventChars = 256 * 1024
const spoken = z.looseObject({
  text: z.string().trim().min(1).max(20_000),
  sessionKey: z.string().optional(),
  /** The word that woke the device. */
  trigger: z.string().max(64).optional(),
  eventId: z.string().min(1).max(200).optional(),
})
const asked = z.looseObject({
  message: z.string().trim().min(1).max(20_000),
  sessionKey: z.string().nullish(),
  key: z.string().min(1).max(200).nullish(),
})

type Handled = { readonly handled: boolean; readonly reason?: string }

export function nodeRoleMethods(rooms: Rooms): Methods {
  const { nodes, conversations, voiceWake } = rooms

  function nodeIdOf({ session }: Call): string {
    const { deviceId } = session.admission
    if (deviceId === undefined) throw requestError('INVALID_REQUEST', 'this node has no device identity')
    return deviceId
  }

  /** Errors: UNAVAILABLE until a person has approved what the node offers. */
  function mustBeApproved({ session }: Call) {
    if (nodes.isApproved(session)) return
    throw requestError('UNAVAILABLE', 'this node waits for its approval', {
      retryable: true,
      retryAfterMs: 5_000,
      details: { code: 'PAIRING_CHANGED' },
    })
  }

  /** Says something in a conversation as if the person at the node had typed it. */
  function say(text: string, sessionKey: string | null | undefined, idempotencyKey: string): Handled {
    const conversation = whichSession(sessionKey || mainKey)
    conversations.accept({ conversation, text: sayable(text), idempotencyKey })
    return { handled: true }
  }

  function handle(event: string, payload: unknown, nodeId: string): Handled {
    switch (event) {
      case 'voice.transcript': {
        const transcript = spoken.safeParse(payload)
        if (!transcript.success) return { handled: false, reason: 'invalid_payload' }
        const { text, sessionKey, trigger, eventId } = transcript.data
        const target = voiceWake.targetOf(trigger)
        const routed = 'sessionKey' in target ? target.sessionKey : sessionKey
        return say(text, routed, eventId === undefined ? randomUUID() : `${nodeId}:${eventId}`)
      }
      case 'agent.request': {
        const request = asked.safeParse(payload)
        if (!request.success) return { handled: false, reason: 'invalid_payload' }
        const { message, sessionKey, key } = request.data
        return say(message, sessionKey, key ? `${nodeId}:${key}` : randomUUID())
      }
      case 'node.presence.alive':
        return nodes.seen(nodeId, 'alive')
          ? { handled: true, reason: 'persisted' }
          : { handled: false, reason: 'unknown_node' }
      default:
        return { handled: false, reason: 'unknown_event' }
    }
  }

  return {
    'node.invoke.result': method('node', validateNodeInvokeResultParams, (params, call) => {
      const nodeId = nodeIdOf(call)
      if (params.nodeId !== nodeId) throw requestError('INVALID_REQUEST', 'nodeId mismatch')
      // An answer that comes after its deadline is no fault of the node's.
      return nodes.answer(params.id, nodeId, params) ? { ok: true } : { ok: true, ignored: true }
    }),

    'node.event': method('node', validateNodeEventParams, (params, call) => {
      mustBeApproved(call)
      const { event } = params
      if ((params.payloadJSON?.length ?? 0) > maxEventChars) {
        throw requestError('INVALID_REQUEST', `payloadJSON is longer than ${maxEventChars} characters`)
      }
      const payload = params.payload ?? parsed(params.payloadJSON)
      return { ok: true, event, ...handle(event, payload, nodeIdOf(call)) }
    }),

    // The programs that skills bring along; this gateway has no skills, and node hosts ask all of them.
    'skills.bins': method('node', validateSkillsBinsParams, () => ({ bins: [] })),
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
