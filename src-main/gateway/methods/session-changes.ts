// sessions.* that change something: made, named, begun anew, put into few words, removed, stopped.
import { randomUUID } from 'node:crypto'
import {
  validateSessionsAbortParams,
  validateSessionsCompactParams,
  validateSessionsCreateParams,
  validateSessionsDeleteParams,
  validateSessionsPatchParams,
  validateSessionsResetParams,
} from '@openclaw/gateway-protocol'
import { isAppError } from '../../../src-shared/errors.ts'
import { findModel } from '../../agent/models/model-config.ts'
import { defaultAgentId, mainConversation } from '../../conversations/conversation-key.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { fullSessionRow, modelFacts } from '../session-rows.ts'
import { decodeAttachments } from './attachments.ts'
import { sayable } from './chat.ts'
import { whichSession } from './which-session.ts'

/** What changes how a session works and is not to be had here: refused, for ignoring it could do harm. */
const notServed = {
  create: [
    'incognito',
    'visibility',
    'permissionMode',
    'toolOverrides',
    'worktree',
    'cwd',
    'projectId',
    'projectGitUrl',
    'execNode',
    'fork',
    'forkFrom',
    'catalogId',
  ],
  patch: [
    'archived',
    'pinned',
    'permissionMode',
    'toolOverrides',
    'execHost',
    'execSecurity',
    'execAsk',
    'execNode',
    'elevatedLevel',
    'sendPolicy',
    'inheritedToolAllow',
    'inheritedToolDeny',
  ],
} as const

type CreateParams = {
  readonly key?: string | undefined
  readonly agentId?: string | undefined
  readonly label?: string | undefined
  readonly displayName?: string | undefined
  readonly model?: string | undefined
  readonly message?: string | undefined
  readonly task?: string | undefined
  readonly attachments?: Parameters<typeof decodeAttachments>[0] | undefined
  readonly idempotencyKey?: string | undefined
}

export function sessionChangeMethods(rooms: Rooms): Methods {
  const { conversations, store, config, idempotency } = rooms

  function checkModel(model: string | null | undefined) {
    try {
      if (model) findModel(config.models, model)
    } catch (error) {
      if (!isAppError(error, 'MODEL_UNKNOWN')) throw error
      throw requestError('INVALID_REQUEST', error.message)
    }
  }

  /** Errors: INVALID_REQUEST when the session is another one than the client has in mind. */
  function mustBeTheSame(key: string, expectedId: string | undefined) {
    const current = store.find(key)?.id
    if (expectedId === undefined || current === expectedId) return
    throw requestError('INVALID_REQUEST', 'the session has changed', {
      details: { reason: 'session-changed' },
    })
  }

  function create(params: CreateParams, begin: () => void = () => undefined) {
    const { label, displayName, model } = params
    const key = whichSession(params.key ?? `dashboard:${randomUUID()}`, params.agentId)
    checkModel(model)
    const text = sayable(params.message ?? params.task ?? '')
    const files = decodeAttachments(params.attachments ?? [], config.maxAttachmentBytes)
    begin()
    if (conversations.create(key, { label: label ?? displayName, model }) === 'label-taken') {
      if (label !== undefined) throw labelTaken()
      // A name for show need not be the only one of its kind.
      conversations.create(key, { model })
    }
    const idempotencyKey = params.idempotencyKey ?? randomUUID()
    const isSaid = text.trim() !== '' || files.length > 0
    const run = isSaid ? conversations.accept({ conversation: key, text, files, idempotencyKey }) : undefined
    const entry = fullSessionRow(rooms, key)
    return {
      ok: true,
      key,
      sessionId: entry?.sessionId,
      entry,
      ...(run ? { runStarted: true, runId: run.runId, messageSeq: run.messageSeq } : {}),
    }
  }

  return {
    'sessions.create': method('operator.write', validateSessionsCreateParams, params => {
      mustBeServed(params, notServed.create)
      const { idempotencyKey } = params
      if (idempotencyKey === undefined) return create(params)
      const request = { family: 'sessions.create', key: idempotencyKey, params }
      return idempotency.once(request, async begin => create(params, begin))
    }),

    'sessions.patch': method('operator.write', validateSessionsPatchParams, params => {
      const key = whichSession(params.key, params.agentId)
      mustBeServed(params, notServed.patch)
      checkModel(params.model)
      if (!store.find(key)) throw noSuchSession(key)
      mustBeTheSame(key, params.expectedSessionId)
      if (conversations.patch(key, { label: params.label, model: params.model }) === 'label-taken')
        throw labelTaken()
      const entry = fullSessionRow(rooms, key)
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
      return { ok: true, key, entry: fullSessionRow(rooms, key) }
    }),

    'sessions.delete': method('operator.write', validateSessionsDeleteParams, async params => {
      const key = whichSession(params.key, params.agentId)
      if (key === mainConversation) {
        throw requestError('INVALID_REQUEST', `the main session of agent ${defaultAgentId} cannot be deleted`)
      }
      if (params.deleteTranscript === false) {
        throw requestError('INVALID_REQUEST', 'this gateway keeps no transcript of a session that is deleted')
      }
      mustBeTheSame(key, params.expectedSessionId)
      return { ok: true, key, deleted: await conversations.remove(key), archived: [] }
    }),

    'sessions.compact': method('operator.write', validateSessionsCompactParams, async params => {
      const key = whichSession(params.key, params.agentId)
      if (params.maxLines !== undefined) {
        throw requestError(
          'INVALID_REQUEST',
          'this gateway puts sessions into fewer words, not into fewer lines',
        )
      }
      if (!store.find(key)) throw noSuchSession(key)
      const compacted = await conversations.compact(key)
      return { ok: true, key, compacted, ...(compacted ? {} : { reason: 'nothing to compact' }) }
    }),

    'sessions.abort': method('operator.write', validateSessionsAbortParams, async params => {
      const named = params.key ?? (params.runId && store.run(params.runId)?.conversation)
      if (!named) throw requestError('INVALID_REQUEST', 'a key, or the runId of a known run, is required')
      const key = whichSession(named, params.agentId)
      const runIds = await conversations.abort(key, { runId: params.runId })
      return {
        ok: true,
        status: runIds.length > 0 ? 'aborted' : 'no-active-run',
        abortedRunId: runIds[0] ?? null,
      }
    }),
  }
}

function mustBeServed(params: object, names: readonly string[]) {
  const asked = Object.entries(params).find(
    ([name, value]) => names.includes(name) && value != null && value !== false,
  )
  if (asked) throw requestError('INVALID_REQUEST', `${asked[0]} is not supported by this gateway`)
}

function labelTaken() {
  return requestError('INVALID_REQUEST', 'label already in use')
}

function noSuchSession(key: string) {
  return requestError('INVALID_REQUEST', `unknown session: ${key}`)
}
