// Conversations as the protocol lists them ("sessions" there).
import { mainConversation } from '../conversations/conversation-key.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Conversation } from '../conversations/transcript-records.ts'
import type { ModelsConfig } from '../agent/models/model-config.ts'
import { findModel } from '../agent/models/model-config.ts'
import type { Rooms } from './rooms.ts'
import { isAppError } from '../../src-shared/errors.ts'

export type RowSource = { readonly conversations: Conversations; readonly models: ModelsConfig }

type Extras = { readonly derivedTitles?: boolean | undefined; readonly lastMessage?: boolean | undefined }

export function toSessionRow(conversation: Conversation, source: RowSource, extras: Extras = {}) {
  const activeRunIds = source.conversations.runIds(conversation.key)
  return {
    key: conversation.key,
    kind: 'direct',
    sessionId: conversation.id,
    agentId: conversation.agentId,
    isMain: conversation.key === mainConversation,
    ...(conversation.label === undefined
      ? {}
      : { label: conversation.label, displayName: conversation.label }),
    ...(extras.derivedTitles && conversation.title ? { derivedTitle: conversation.title } : {}),
    ...(extras.lastMessage && conversation.preview ? { lastMessagePreview: conversation.preview } : {}),
    updatedAt: conversation.updatedAt,
    status: activeRunIds.length > 0 ? 'running' : 'done',
    hasActiveRun: activeRunIds.length > 0,
    activeRunIds,
    unread: false,
    ...modelFacts(source.models, conversation.model),
    // As OpenClaw has it: how much of `contextTokens` is taken, and what all answers have cost.
    totalTokens: conversation.contextTokens,
    inputTokens: conversation.inputTokens,
    outputTokens: conversation.outputTokens,
    snapshotAt: Date.now(),
  }
}

/** The row of one session with all there is to tell; undefined when there is no such session. */
export function fullSessionRow(
  { store, conversations, config }: Pick<Rooms, 'store' | 'conversations' | 'config'>,
  key: string,
) {
  const conversation = store.find(key)
  const source = { conversations, models: config.models }
  return conversation && toSessionRow(conversation, source, { derivedTitles: true, lastMessage: true })
}

/** The model facts rows and defaults share. */
export function modelFacts(models: ModelsConfig, own?: string) {
  const name = own ?? models.primary
  if (name === undefined) return { modelProvider: null, model: null, contextTokens: null }
  const slash = name.indexOf('/')
  return {
    modelProvider: name.slice(0, Math.max(slash, 0)),
    model: name.slice(slash + 1),
    contextTokens: contextOf(models, name),
  }
}

function contextOf(models: ModelsConfig, name: string): number | null {
  try {
    return findModel(models, name).model.contextWindow ?? null
  } catch (error) {
    // A name that no longer exists is told when it is asked; a list must not fail over it.
    if (isAppError(error, 'MODEL_UNKNOWN')) return null
    throw error
  }
}
