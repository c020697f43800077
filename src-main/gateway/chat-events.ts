// What happens in a run as the protocol tells it: each of our events becomes `chat` and `agent` frames.
import { agentOf } from '../conversations/conversation-key.ts'
import type { RunEvent, RunOutcome } from '../conversations/run.ts'

export type Frame = { readonly event: 'chat' | 'agent'; readonly payload: Record<string, unknown> }

/** The frames of one event, in the order they are sent. One run ends with exactly one terminal `chat` frame. */
export function toFrames(conversation: string, event: RunEvent): Frame[] {
  const { runId, seq } = event
  const chatBase = { runId, sessionKey: conversation, agentId: agentOf(conversation), seq }
  const chat = (rest: object): Frame => ({ event: 'chat', payload: { ...chatBase, ...rest } })
  const agent = (stream: string, data: object): Frame => ({
    event: 'agent',
    payload: { runId, stream, data, seq, ts: event.at, sessionKey: conversation, isHeartbeat: false },
  })
  const message = (text: string) => ({
    role: 'assistant',
    content: [{ type: 'text', text }],
    timestamp: event.at,
  })

  switch (event.type) {
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
  const text = outcome.content.map(block => (block.type === 'text' ? block.text : '')).join('')
  const said = text === '' ? {} : { message: message(text) }
  switch (outcome.kind) {
    case 'final': {
      const { usage, stopReason } = outcome
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
