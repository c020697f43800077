// Asks a model behind an OpenAI-compatible address: Ollama, LM Studio, llama.cpp, vLLM and most services.
// Imported at first use only: see agent.ts.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText, type ModelMessage, type UserContent } from 'ai'
import { appError } from '../../../src-shared/errors.ts'
import type { AgentEvent, PastMessage, Picture, Turn } from '../agent.ts'
import { resolveApiKey } from './api-key.ts'
import type { ChosenModel } from './model-config.ts'
import { mapModelError } from './model-errors.ts'
import { fitToContext } from './context-window.ts'

const spoken = new Set(['openai-completions', 'openai-responses', 'ollama'])

/** Streams the model's answer. Errors: MODEL_*. An abort ends the stream without one. */
export async function* askModel(
  chosen: ChosenModel,
  turn: Turn,
  signal: AbortSignal,
): AsyncIterable<AgentEvent> {
  const { providerId, provider, model } = chosen
  const name = `${providerId}/${model.id}`
  if (provider.api && !spoken.has(provider.api)) {
    throw appError('MODEL_API_UNSUPPORTED', { model: name, api: provider.api })
  }
  const apiKey = resolveApiKey(provider.apiKey, providerId)
  const ask = createOpenAICompatible({
    name: providerId,
    baseURL: provider.baseUrl,
    includeUsage: true,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(provider.headers ? { headers: { ...provider.headers } } : {}),
  })
  yield { type: 'started', provider: providerId, model: model.id }
  const answer = streamText({
    model: ask(model.id),
    messages: messagesFor(turn, model.contextWindow),
    abortSignal: signal,
    maxRetries: 1,
    ...(model.maxTokens ? { maxOutputTokens: model.maxTokens } : {}),
    // Errors come as parts of the stream; the library would print them as well.
    onError: () => undefined,
  })
  try {
    for await (const part of answer.stream) {
      if (part.type === 'text-delta') yield { type: 'text', text: part.text }
      else if (part.type === 'reasoning-delta') yield { type: 'thinking', text: part.text }
      else if (part.type === 'error') throw part.error
      else if (part.type === 'finish') {
        const { inputTokens, outputTokens, totalTokens } = part.totalUsage
        yield {
          type: 'finished',
          stopReason: part.finishReason,
          usage: { inputTokens, outputTokens, totalTokens },
        }
      }
    }
  } catch (error) {
    if (signal.aborted) return
    throw mapModelError(error, name)
  }
}

function messagesFor(turn: Turn, contextWindow: number | undefined): ModelMessage[] {
  const past = fitToContext(turn.past, turn.text, contextWindow)
  return [...past, { role: 'user' as const, text: turn.text, pictures: turn.pictures }].map(toModelMessage)
}

function toModelMessage(message: PastMessage): ModelMessage {
  if (message.role === 'assistant') return { role: 'assistant', content: message.text }
  return { role: 'user', content: userContent(message.text, message.pictures ?? []) }
}

function userContent(text: string, pictures: readonly Picture[]): UserContent {
  if (pictures.length === 0) return text
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...pictures.map(picture => ({
      type: 'file' as const,
      mediaType: picture.mimeType,
      data: picture.bytes,
    })),
  ]
}
