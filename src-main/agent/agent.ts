// What answers a message: one turn in, events out. Knows no socket, no store and no protocol frame.
import type { ModelsConfig } from './models/model-config.ts'
import { isCommand, type AssistantHost, builtInAssistant } from './built-in-assistant.ts'
import { findModel } from './models/model-config.ts'

export type Picture = { readonly mimeType: string; readonly bytes: Uint8Array }

/** What was said before, oldest first, ready for a model. */
export type PastMessage = {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly pictures?: readonly Picture[]
}

/** One message to answer. `past` does not hold it. */
export type Turn = {
  readonly conversation: string
  readonly runId: string
  readonly text: string
  readonly pictures: readonly Picture[]
  readonly past: readonly PastMessage[]
  /** The conversation's own choice, `provider/model`; absent: the configured default. */
  readonly model?: string | undefined
}

export type Usage = {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  readonly totalTokens?: number | undefined
}

/**
 * `started`: a model has been asked. `text` and `thinking` carry what is new. `reply` is a whole answer at once, with
 * nothing streamed before it. `finished` is last; a failure is thrown instead (an AppError, worded for people).
 */
export type AgentEvent =
  | { readonly type: 'started'; readonly provider: string; readonly model: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'finished'; readonly stopReason: string; readonly usage?: Usage | undefined }

export type Agent = {
  /** Answers one turn. Aborting `signal` ends the iteration, and the model's request with it. */
  answer(turn: Turn, signal: AbortSignal): AsyncIterable<AgentEvent>
  /** Whether this is answered at once, beside whatever else the conversation is busy with (`/stop`, `/status`). */
  answersAtOnce(text: string): boolean
}

/** Commands and everything nobody else can answer go to the built-in assistant, the rest to the configured model. */
export function createAgent(models: ModelsConfig, host: AssistantHost): Agent {
  const assistant = builtInAssistant(models, host)
  return {
    answersAtOnce: isCommand,
    async *answer(turn, signal) {
      if (isCommand(turn.text)) return yield* assistant.answer(turn)
      const wanted = turn.model ?? models.primary
      if (!wanted) return yield* assistant.answer(turn)
      // The model libraries cost about 40 MB and 200 ms: a gateway that is only watched never pays for them.
      const { askModel } = await import('./models/openai-compatible.ts')
      yield* askModel(findModel(models, wanted), turn, signal)
    },
  }
}
