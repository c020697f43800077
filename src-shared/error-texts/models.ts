// Models that cannot be asked.
import { row } from './row.ts'

export const modelErrors = {
  MODEL_UNREACHABLE: row<{ model: string; where: string }>({
    kind: 'gateway',
    message: 'The model {model} could not be reached at {where}.',
    remedy: 'Check that its server is running, and models.providers.<id>.baseUrl.',
    retry: 'later',
  }),
  MODEL_UNKNOWN: row<{ model: string }>({
    kind: 'gateway',
    message: 'There is no model called {model}.',
    remedy: 'Choose one of those that /model lists, or correct agents.defaults.model.primary.',
    retry: 'after-change',
  }),
  MODEL_KEY_MISSING: row<{ provider: string; where: string }>({
    kind: 'gateway',
    message: 'The key of the model provider {provider} is to come from {where}, which is not there.',
    remedy: 'Set it for the gateway’s process, or correct models.providers.<id>.apiKey.',
    retry: 'after-change',
  }),
  MODEL_KEY_REFUSED: row<{ model: string; status: number }>({
    kind: 'gateway',
    message: 'The provider of {model} refused the key (HTTP {status}).',
    remedy: 'Correct models.providers.<id>.apiKey.',
    retry: 'after-change',
  }),
  MODEL_BUSY: row<{ model: string }>({
    kind: 'gateway',
    message: 'The provider of {model} asks to slow down (HTTP 429).',
    remedy: 'Wait a moment and send it again.',
    retry: 'later',
  }),
  MODEL_TIMEOUT: row<{ timeoutMs: number }>({
    kind: 'gateway',
    message: 'The answer was not ready within {timeoutSeconds} s.',
    remedy: 'Send it again, or raise agents.defaults.timeoutSeconds.',
    retry: 'later',
  }),
  MODEL_API_UNSUPPORTED: row<{ model: string; api: string }>({
    kind: 'gateway',
    message: '{model} is set to the API "{api}", which this gateway does not speak.',
    remedy: 'Use the provider’s OpenAI-compatible address with api: "openai-completions".',
    retry: 'after-change',
  }),
  MODEL_FAILED: row<{ model: string; why: string; status?: number | undefined }>({
    kind: 'gateway',
    message: 'The model {model} could not answer{why, select, none {} other {: {why}}}.',
    remedy: 'Try again; if it stays, the model server’s own log says more.',
    retry: 'later',
  }),
  MODEL_CONTEXT_FULL: row<{ model: string; why: string; status?: number | undefined }>({
    kind: 'gateway',
    message: 'This conversation is longer than {model} can read.',
    remedy: 'Send /compact, or set contextWindow of the model to what its server allows.',
    retry: 'after-change',
  }),
  MODEL_NONE: row<Record<string, never>>({
    kind: 'gateway',
    message: 'No model is configured.',
    remedy: 'Send /model to see how to add one.',
    retry: 'after-change',
  }),
  RUN_INTERRUPTED: row<{ times: number }>({
    kind: 'gateway',
    message: 'The gateway ended {times} times while answering this, so it has given up.',
    remedy: 'Send the message again.',
    retry: 'after-change',
  }),
} as const
