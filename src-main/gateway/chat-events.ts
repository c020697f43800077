// What happens in a run as the protocol tells it: each of our events becomes `chat` and `agent` frames.
import { agentOf } from '../conversations/conversation-key.ts'
import { wordsOf } from '../agent/content.ts'
import type { RunEvent, RunOutcome } from '../conversations/run.ts'

export type Frame = {
  readonly event: 'chat' | 'agent'
  readonly payload: Record<string, unknown>
  /** Only clients that declared this capability are told. */
  readonly cap?: 'tool-events' | undefined
}

/** The frames of one event, in the order they are sent. One run ends with exactly one terminal `chat` frame. */
export function toFrames(conversation: string, event: RunEvent): Frame[] {
  const { runId, seq } = event
  const chatBase = { runId, sessionKey: conversation, agentId: agentOf(conversation), seq }
  const chat = (rest: object): Frame => ({ event: 'chat', payload: { ...chatBase, ...rest } })
  const agent = (stream: string, data: object): Frame => ({
    event: 'agent',
    payload: { runId, stream, data, seq, ts: event.at, sessionKey: conversation, isHeartbeat: false },
    ...(stream === 'tool' ? { cap: 'tool-events' } : {}),
  })
  const message = (text: string) => ({
    role: 'assistant',
    content: [{ type: 'text', text }],
    timestamp: event.at,
  })

  switch (event.type) {
    case 'preparing':
      return [
        ...(event.phase === 'start' ? [chat({ state: 'status', phase: 'preparing_context' })] : []),
        agent('compaction', { phase: event.phase }),
      ]
    case 'started':
      return [
        chat({ state: 'status', phase: 'preparing_context' }),
        agent('lifecycle', { phase: 'start', startedAt: event.at }),
        chat({ state: 'status', phase: 'starting_model' }),
        agent('lifecycle', { phase: 'model', provider: event.provider, model: event.model }),
      ]
    case 'delta':
      return [
        agent('assistant', { text: event.text, delta: event.added, itemId: `${runId}:1` }),
        chat({ state: 'delta', deltaText: event.added, message: message(event.text) }),
      ]
    case 'thinking':
      return [agent('thinking', { text: event.text, delta: event.added })]
    case 'tool-started': {
      const { id: toolCallId, name, arguments: args } = event.call
      const item = { itemId: `tool:${toolCallId}`, toolCallId, name, kind: 'tool', title: event.title }
      return [
        agent('item', { ...item, phase: 'start', status: 'running' }),
        agent('tool', { phase: 'start', name, toolCallId, args }),
      ]
    }
    case 'tool-ended': {
      const { toolCallId, toolName: name, text, isError } = event.answer
      const item = { itemId: `tool:${toolCallId}`, toolCallId, name, kind: 'tool', title: event.title }
      return [
        agent('tool', {
          phase: 'result',
          name,
          toolCallId,
          result: { content: [{ type: 'text', text }] },
          isError,
        }),
        agent('item', { ...item, phase: 'end', status: isError ? 'failed' : 'completed' }),
      ]
    }
    case 'fell-back':
      return [
        agent('lifecycle', {
          phase: 'fallback',
          from: event.from,
          to: event.to,
          reason: event.error.message,
        }),
      ]
    case 'ended':
      return [
        agent('lifecycle', lifecycleEnd(event.outcome, event.at)),
        chat(terminal(event.outcome, message)),
      ]
  }
}

function lifecycleEnd(outcome: RunOutcome, endedAt: number): object {
  switch (outcome.kind) {
    case 'final':
      return { phase: 'end', endedAt }
    case 'aborted':
      return { phase: 'end', endedAt, aborted: true, stopReason: outcome.reason }
    case 'error':
      return { phase: 'error', endedAt, error: outcome.error.message }
  }
}

function terminal(outcome: RunOutcome, message: (text: string) => object): object {
  const text = wordsOf([...outcome.before, ...outcome.content])
  const said = text === '' ? {} : { message: message(text) }
  switch (outcome.kind) {
    case 'final': {
      const { totalUsage: usage, stopReason } = outcome
      return { state: 'final', stopReason, ...said, ...(usage ? { usage } : {}) }
    }
    case 'aborted':
      return { state: 'aborted', stopReason: outcome.reason, ...said }
    case 'error': {
      const { error, provider, model } = outcome
      const { status } = error.details
      return {
        state: 'error',
        errorMessage: `${error.message} ${error.remedy}`,
        errorKind: kinds[error.code] ?? 'unknown',
        errorDetail: {
          ...(provider === undefined ? {} : { provider }),
          ...(model === undefined ? {} : { model }),
          ...(typeof status === 'number' ? { httpStatus: status } : {}),
        },
        ...said,
      }
    }
  }
}

const kinds: Readonly<Record<string, string>> = { MODEL_BUSY: 'rate_limit', MODEL_TIMEOUT: 'timeout' }
