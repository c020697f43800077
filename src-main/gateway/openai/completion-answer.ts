// An answer in OpenAI's shapes (platform.openai.com/docs/api-reference/chat): whole, or in chunks as it comes.
import type { Usage } from '../../agent/agent.ts'
import { openAiError, type OpenAiError } from './openai-error.ts'
import type { RunOutcome } from '../../conversations/run.ts'
import { sayError } from '../../../src-shared/error-words.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'

/** What is the same in every part of one answer. `created` is in seconds since the epoch. */
export type Heading = { readonly id: string; readonly created: number; readonly model: string }

export function wholeAnswer(heading: Heading, text: string, outcome: RunOutcome) {
  const message = { role: 'assistant', content: text, refusal: null }
  return {
    ...heading,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(outcome) }],
    usage: usageOf(outcome.totalUsage),
  }
}

export function chunk(
  heading: Heading,
  delta: { readonly role?: 'assistant'; readonly content?: string },
  finish: string | null = null,
) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }]
  return { ...heading, object: 'chat.completion.chunk', choices }
}

/** The last chunk of who asked for `stream_options.include_usage`. */
export function usageChunk(heading: Heading, usage: Usage | undefined) {
  return { ...heading, object: 'chat.completion.chunk', choices: [], usage: usageOf(usage) }
}

export function finishReason(outcome: RunOutcome): string {
  switch (outcome.kind === 'final' ? outcome.stopReason : '') {
    case 'length':
      return 'length'
    case 'content-filter':
      return 'content_filter'
    default:
      return 'stop'
  }
}

/** Why there is no whole answer; undefined when there is one. */
export function failureOf(outcome: RunOutcome): OpenAiError | undefined {
  if (outcome.kind === 'final') return undefined
  if (outcome.kind === 'aborted') return openAiError(500, 'the answer was stopped', { code: 'aborted' })
  const { code } = outcome.error
  const { message, remedy } = sayError(outcome.error, inEnglish)
  return openAiError(code === 'MODEL_TIMEOUT' ? 504 : 502, `${message} ${remedy}`, { code })
}

function usageOf(usage: Usage = {}) {
  const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: totalTokens }
}
