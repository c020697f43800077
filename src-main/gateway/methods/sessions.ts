// sessions.*: the conversations, and who wants to be told of them.
import { randomUUID } from 'node:crypto'
import {
  validateSessionsAbortParams,
  validateSessionsCreateParams,
  validateSessionsDeleteParams,
  validateSessionsDescribeParams,
  validateSessionsListParams,
  validateSessionsMessagesSubscribeParams,
  validateSessionsMessagesUnsubscribeParams,
  validateSessionsPatchParams,
  validateSessionsResetParams,
} from '@openclaw/gateway-protocol'
import { findModel } from '../../agent/models/model-config.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import { defaultAgentId, mainConversation } from '../../conversations/conversation-key.ts'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { modelFacts, toSessionRow } from '../session-rows.ts'
import { sayable } from './chat.ts'
import { decodeAttachments } from './attachments.ts'
import { listParams, type ListParams } from './list-params.ts'
import { whichSession } from './which-session.ts'

const maxSubscriptions = 1_000

export function sessionMethods(rooms: Rooms): Methods {
  const { conversations, store, config } = rooms
  const source = { conversations, models: config.models }

  function list(params: ListParams) {
    const query = listParams(params)
    const { total, conversations: found } = store.list(query)
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

  function checkModel(model: string | null | undefined) {
    try {
      if (model) findModel(config.models, model)
    } catch (error) {
      if (!isAppError(error, 'MODEL_UNKNOWN')) throw error
      throw requestError('INVALID_REQUEST', error.message)
    }
  }

  function rowOf(key: string) {
    const conversation = store.find(key)
    return conversation && toSessionRow(conversation, source, { derivedTitles: true, lastMessage: true })
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
      session: rowOf(whichSession(params.key)) ?? null,
    })),

    'sessions.create': method('operator.write', validateSessionsCreateParams, params => {
      const key = whichSession(params.key ?? `dashboard:${randomUUID()}`, params.agentId)
      checkModel(params.model)
      const label = params.label ?? params.displayName
      if (conversations.create(key, { label, model: params.model }) === 'label-taken') throw labelTaken()
      const first = params.message ?? params.task
      const run = first
        ? conversations.accept({
            conversation: key,
            text: sayable(first),
            files: decodeAttachments(params.attachments ?? [], config.maxAttachmentBytes),
            idempotencyKey: params.idempotencyKey ?? randomUUID(),
          })
        : undefined
      const entry = rowOf(key)
      return {
        ok: true,
        key,
        sessionId: entry?.sessionId,
        entry,
        ...(run ? { runStarted: true, runId: run.runId, messageSeq: run.messageSeq } : {}),
      }
    }),

    'sessions.patch': method('operator.write', validateSessionsPatchParams, params => {
      const key = whichSession(params.key, params.agentId)
      checkModel(params.model)
      if (!store.find(key)) throw noSuchSession(key)
      if (conversations.patch(key, { label: params.label, model: params.model }) === 'label-taken')
        throw labelTaken()
      const entry = rowOf(key)
      return {
        ok: true,
        key,
        path: rooms.stateDir,
        entry,
        resolved: modelFacts(config.models, store.find(key)?.model),
      }
    }),

    'sessions.reset': method('operator.write', validateSessionsResetParams, async params => {
      const key = whichSession(params.key, params.agentId)
      await conversations.startAnew(key)
      return { ok: true, key, entry: rowOf(key) }
    }),

    'sessions.delete': method('operator.write', validateSessionsDeleteParams, async params => {
      const key = whichSession(params.key, params.agentId)
      if (key === mainConversation) {
        throw requestError('INVALID_REQUEST', `the main session of agent ${defaultAgentId} cannot be deleted`)
      }
      return { ok: true, key, deleted: await conversations.remove(key), archived: [] }
    }),

    'sessions.abort': method('operator.write', validateSessionsAbortParams, async params => {
      if (params.key === undefined) throw requestError('INVALID_REQUEST', 'key is required')
      const key = whichSession(params.key, params.agentId)
      const runIds = await conversations.abort(key, { runId: params.runId })
      return {
        ok: true,
        status: runIds.length > 0 ? 'aborted' : 'no-active-run',
        abortedRunId: runIds[0] ?? null,
      }
    }),
  }
}

function labelTaken() {
  return requestError('INVALID_REQUEST', 'label already in use')
}

function noSuchSession(key: string) {
  return requestError('INVALID_REQUEST', `unknown session: ${key}`)
}
