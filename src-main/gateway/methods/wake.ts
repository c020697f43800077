// wake: something from outside (a script, a timer) that the assistant is to look at now.
import { randomUUID } from 'node:crypto'
import { validateWakeParams } from '@openclaw/gateway-protocol'
import { mainKey } from '../../conversations/conversation-key.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { sayable } from './chat.ts'
import { whichSession } from './which-session.ts'

export function wakeMethods({ conversations }: Rooms): Methods {
  return {
    wake: method('operator.write', validateWakeParams, ({ mode, text, sessionKey, agentId }) => {
      if (mode === 'next-heartbeat') {
        throw requestError('INVALID_REQUEST', 'this gateway has no heartbeat; use mode "now"')
      }
      const conversation = whichSession(sessionKey ?? mainKey, agentId)
      const said = sayable(text).trim()
      if (said === '') throw requestError('INVALID_REQUEST', 'text is required')
      conversations.accept({ conversation, text: said, idempotencyKey: randomUUID() })
      return { ok: true }
    }),
  }
}
