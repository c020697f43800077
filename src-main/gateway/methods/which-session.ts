// The conversation a request means.
import { agentOf, defaultAgentId, fullKey } from '../../conversations/conversation-key.ts'
import { requestError } from '../method-table.ts'

const maxKeyLength = 512

/** The full key. Errors: INVALID_REQUEST for an agent there is not, or a key that is too long. */
export function whichSession(key: string, agentId?: string): string {
  const full = fullKey(key, agentId)
  if (full.length > maxKeyLength) throw requestError('INVALID_REQUEST', 'session key is too long')
  const agent = agentOf(full)
  if (agent !== defaultAgentId || (agentId !== undefined && agentId !== agent)) {
    const unknown = agent === defaultAgentId ? (agentId ?? '') : agent
    throw requestError('INVALID_REQUEST', `unknown agent id "${unknown}"`, {
      details: { code: 'UNKNOWN_AGENT_ID', agentId: unknown },
    })
  }
  return full
}
