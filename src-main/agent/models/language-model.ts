// Opens a model at its provider, in the API that the provider speaks. Each library is loaded when it is first wanted.
import type { LanguageModel } from 'ai'
import { appError } from '../../../src-shared/errors.ts'
import type { ChosenModel } from './model-config.ts'
import { modelFetch } from './model-fetch.ts'

/** Opened once: making the schema of a provider's answers anew for each question would delay the first word by a millisecond. */
const opened = new Map<string, LanguageModel>()
const maxOpened = 32

/** The same model again for the same provider, address, headers and key. Errors: MODEL_API_UNSUPPORTED. */
export async function openLanguageModel(
  chosen: ChosenModel,
  apiKey: string | undefined,
): Promise<LanguageModel> {
  const { providerId, provider, model } = chosen
  // By what they say: the configuration changes in place.
  const name = JSON.stringify([
    providerId,
    provider.api,
    provider.baseUrl,
    provider.headers,
    model.id,
    apiKey,
  ])
  const known = opened.get(name)
  if (known) return known
  const fresh = await openAnew(chosen, apiKey)
  const [oldest] = opened.keys()
  if (opened.size >= maxOpened && oldest !== undefined) opened.delete(oldest)
  opened.set(name, fresh)
  return fresh
}

async function openAnew(chosen: ChosenModel, apiKey: string | undefined): Promise<LanguageModel> {
  const { providerId, provider, model } = chosen
  const { baseUrl } = provider
  const shared = { fetch: modelFetch, ...(provider.headers ? { headers: { ...provider.headers } } : {}) }
  switch (provider.api) {
    case undefined:
    case 'openai-completions':
    case 'openai-responses':
    case 'ollama': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      return createOpenAICompatible({
        name: providerId,
        baseURL: baseUrl,
        includeUsage: true,
        transformRequestBody: body => withCurrentLimit(body, baseUrl),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...shared,
      })(model.id)
    }
    case 'anthropic-messages': {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      const baseURL = withVersion(baseUrl, 'v1')
      // Without a key of its own the library would take one from the environment, whoever that is meant for.
      return createAnthropic({ baseURL, apiKey: apiKey ?? '', ...shared })(model.id)
    }
    case 'google-generative-ai': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
      const baseURL = withVersion(baseUrl, 'v1beta')
      return createGoogleGenerativeAI({ baseURL, apiKey: apiKey ?? '', ...shared })(model.id)
    }
    default:
      throw appError('MODEL_API_UNSUPPORTED', { model: chosen.name, api: provider.api })
  }
}

/** OpenClaw's configurations name these services with and without the version of their API. */
function withVersion(baseUrl: string, version: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '')
  return /\/v\d\w*$/.test(trimmed) ? trimmed : `${trimmed}/${version}`
}

/** OpenAI's own newer models refuse the name of the limit that everybody else still knows. */
function withCurrentLimit(body: Record<string, unknown>, baseUrl: string): Record<string, unknown> {
  if (new URL(baseUrl).hostname !== 'api.openai.com' || !('max_tokens' in body)) return body
  const { max_tokens: limit, ...rest } = body
  return { ...rest, max_completion_tokens: limit }
}
