// chat.*: say something, read what was said, stop an answer.
import {
  validateChatAbortParams,
  validateChatHistoryParams,
  validateChatInjectParams,
  validateChatMessageGetParams,
  validateChatSendParams,
} from '@openclaw/gateway-protocol'
import { agentOf } from '../../conversations/conversation-key.ts'
import { maxMessageChars, overlongText } from '../frame-text.ts'
import { longestTimerMs } from '../limits.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import { toHistoryRow } from '../message-rows.ts'
import type { Rooms } from '../rooms.ts'
import { allows } from '../scopes.ts'
import { modelFacts, toSessionRow } from '../session-rows.ts'
import { decodeAttachments } from './attachments.ts'
import { cursorAfter, readPage, readSince } from './history.ts'
import { whichSession } from './which-session.ts'

export function chatMethods(rooms: Rooms): Methods {
  const { conversations, store, config, hub } = rooms
  const source = { conversations, models: config.models }

  return {
    'chat.send': method('operator.write', validateChatSendParams, (params, { session }) => {
      const conversation = whichSession(params.sessionKey, params.agentId)
      const text = sayable(params.message)
      const files = decodeAttachments(params.attachments ?? [], config.maxAttachmentBytes)
      if (text.trim() === '' && files.length === 0) {
        throw requestError('INVALID_REQUEST', 'message or attachment required')
      }
      return conversations.accept({
        conversation,
        text,
        files,
        idempotencyKey: params.idempotencyKey,
        interrupt: params.queueMode === 'interrupt',
        thinking: params.thinking,
        mayApprove: allows(session.admission.scopes, 'operator.approvals'),
        ...(params.timeoutMs ? { timeoutMs: Math.min(params.timeoutMs, longestTimerMs) } : {}),
      })
    }),

    'chat.history': method('operator.read', validateChatHistoryParams, params => {
      const sessionKey = whichSession(params.sessionKey, params.agentId)
      const conversation = store.find(sessionKey)
      const pendingInputs = { items: [], total: 0 }
      const defaults = modelFacts(config.models)
      if (!conversation) {
        return { sessionKey, messages: [], hasMore: false, totalMessages: 0, pendingInputs, defaults }
      }
      const running = conversations.running(sessionKey)
      const now = {
        deltaCursor: cursorAfter(conversation),
        sessionInfo: toSessionRow(conversation, source, { derivedTitles: true }),
        ...(running ? { inFlightRun: { ...running, events: [] } } : {}),
        pendingInputs,
      }
      if (params.cursor === undefined) {
        const about = { sessionKey, sessionId: conversation.id, defaults }
        return { ...about, ...now, ...readPage(store, conversation, params) }
      }
      const messages = readSince(store, conversation, params.cursor)
      return messages ? { kind: 'delta', ...now, messages } : { kind: 'reset' }
    }),

    'chat.message.get': method('operator.read', validateChatMessageGetParams, params => {
      const row = store.messageById(params.messageId)
      if (row?.conversation !== whichSession(params.sessionKey, params.agentId)) {
        return { ok: false, unavailableReason: 'not_found' }
      }
      return { ok: true, message: toHistoryRow(row, params.maxChars) }
    }),

    'chat.inject': method('operator.admin', validateChatInjectParams, params => {
      const sessionKey = whichSession(params.sessionKey, params.agentId)
      const said = sayable(params.message)
      if (said.trim() === '') throw requestError('INVALID_REQUEST', 'message is required')
      const label = params.label?.trim()
      const row = conversations.inject(sessionKey, label ? `[${label}]\n\n${said}` : said)
      const event = {
        runId: `inject-${row.id}`,
        sessionKey,
        agentId: agentOf(sessionKey),
        seq: 0,
        state: 'final',
        message: toHistoryRow(row),
      }
      hub.tell('chat', () => event, 'operator.read')
      return { ok: true, messageId: row.id }
    }),

    'chat.abort': method('operator.write', validateChatAbortParams, async params => {
      const conversation = whichSession(params.sessionKey, params.agentId)
      const runIds = await conversations.abort(conversation, { runId: params.runId })
      return { ok: true, aborted: runIds.length > 0, runIds }
    }),
  }
}

/** Errors: INVALID_REQUEST for NUL, which neither models nor terminals can take, and for what is too long for any model. */
export function sayable(message: string): string {
  if (message.length > maxMessageChars) {
    throw requestError('INVALID_REQUEST', overlongText)
  }
  if (message.includes('\0')) throw requestError('INVALID_REQUEST', 'message must not contain null bytes')
  // Half a surrogate pair cannot be written as UTF-8; stored and sent it would come back as something else.
  return message.toWellFormed()
}
