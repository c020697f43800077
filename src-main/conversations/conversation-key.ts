// The names of conversations: `agent:AGENT:REST`. `main` is short for the agent's main conversation.

export const mainKey = 'main'
export const defaultAgentId = 'main'

/** The full key of what a client wrote. `agent:…` keys stay as they are. */
export function fullKey(key: string, agentId: string = defaultAgentId): string {
  const trimmed = key.trim()
  return trimmed.startsWith('agent:') ? trimmed : `agent:${agentId}:${trimmed}`
}

export const mainConversation = fullKey(mainKey)

/** The agent a full key belongs to. */
export function agentOf(key: string): string {
  return key.split(':')[1] || defaultAgentId
}
