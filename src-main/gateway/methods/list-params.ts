// What `sessions.list` may ask for, as a query to the store.
import type { ConversationQuery } from '../../conversations/transcript-store.ts'

export type ListParams = {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  readonly activeMinutes?: number | undefined
  readonly includeDerivedTitles?: boolean | undefined
  readonly includeLastMessage?: boolean | undefined
  readonly label?: string | undefined
  readonly agentId?: string | undefined
  readonly search?: string | undefined
  readonly archived?: boolean | 'all' | undefined
  readonly spawnedBy?: string | undefined
}

const defaultLimit = 100
const maxLimit = 1_000

/** Whether this asks for sessions of a kind that is not made here: archived ones, and those of agents' own. */
export function asksForNone({ archived, spawnedBy }: ListParams): boolean {
  return archived === true || spawnedBy !== undefined
}

export function listParams(params: ListParams): ConversationQuery {
  const { activeMinutes } = params
  return {
    limit: Math.min(params.limit ?? defaultLimit, maxLimit),
    offset: params.offset ?? 0,
    agentId: params.agentId,
    search: params.search?.trim() || undefined,
    label: params.label,
    updatedSince: activeMinutes === undefined ? undefined : Date.now() - activeMinutes * 60_000,
  }
}
