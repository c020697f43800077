// sessions.* that read: the conversations, and who wants to be told of them.
import {
  validateSessionsDescribeParams,
  validateSessionsListParams,
  validateSessionsMessagesSubscribeParams,
  validateSessionsMessagesUnsubscribeParams,
} from '@openclaw/gateway-protocol'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { fullSessionRow, modelFacts, toSessionRow } from '../session-rows.ts'
import { asksForNone, listParams, type ListParams } from './list-params.ts'
import { whichSession } from './which-session.ts'

const maxSubscriptions = 1_000
const none = { total: 0, conversations: [] }

export function sessionMethods(rooms: Rooms): Methods {
  const { conversations, store, config } = rooms
  const source = { conversations, models: config.models }

  function list(params: ListParams) {
    const query = listParams(params)
    const { total, conversations: found } = asksForNone(params) ? none : store.list(query)
    const extras = { derivedTitles: params.includeDerivedTitles, lastMessage: params.includeLastMessage }
    const nextOffset = query.offset + found.length
    return {
      ts: Date.now(),
      path: rooms.stateDir,
      count: found.length,
      totalCount: total,
      limitApplied: query.limit,
      offset: query.offset,
      hasMore: nextOffset < total,
      nextOffset: nextOffset < total ? nextOffset : null,
      defaults: modelFacts(config.models),
      sessions: found.map(conversation => toSessionRow(conversation, source, extras)),
    }
  }

  return {
    'sessions.list': method('operator.read', validateSessionsListParams, list),

    'sessions.subscribe': method('operator.read', validateSessionsListParams, (params, { session }) => {
      session.subscriptions.sessions = true
      return Object.keys(params).length === 0
        ? { subscribed: true }
        : { subscribed: true, list: list(params) }
    }),

    'sessions.unsubscribe': method('operator.read', plainObject, (_, { session }) => {
      session.subscriptions.sessions = false
      return { subscribed: false }
    }),

    'sessions.messages.subscribe': method(
      'operator.read',
      validateSessionsMessagesSubscribeParams,
      (params, { session }) => {
        const key = whichSession(params.key, params.agentId)
        if (session.subscriptions.messages.size >= maxSubscriptions) {
          throw requestError(
            'INVALID_REQUEST',
            `at most ${maxSubscriptions} sessions can be followed at once`,
          )
        }
        session.subscriptions.messages.add(key)
        return { subscribed: true, key }
      },
    ),

    'sessions.messages.unsubscribe': method(
      'operator.read',
      validateSessionsMessagesUnsubscribeParams,
      (params, { session }) => {
        const key = whichSession(params.key, params.agentId)
        session.subscriptions.messages.delete(key)
        return { subscribed: false, key }
      },
    ),

    'sessions.describe': method('operator.read', validateSessionsDescribeParams, params => ({
      session: fullSessionRow(rooms, whichSession(params.key)) ?? null,
    })),
  }
}
