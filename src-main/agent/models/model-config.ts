// The models a configuration offers, and how one is found by its name `provider/model`.
import { appError, isAppError } from '../../../src-shared/errors.ts'
import { knownProviders } from './known-providers.ts'

/** A key as OpenClaw writes it: the key, `${VARIABLE}`, or a reference to where it is kept. */
export type SecretInput = string | { readonly source: string; readonly id: string }

export type ModelEntry = {
  readonly id: string
  readonly name?: string | undefined
  readonly reasoning?: boolean | undefined
  /** What it can read, `text` and `image`; absent: nobody said. */
  readonly input?: readonly string[] | undefined
  readonly contextWindow?: number | undefined
  /** The most it is to read, when that is less than it could. */
  readonly contextTokens?: number | undefined
  readonly maxTokens?: number | undefined
  readonly compat?: { readonly supportsTools?: boolean | undefined } | undefined
}

export type ModelProvider = {
  readonly baseUrl: string
  readonly apiKey?: SecretInput | undefined
  /** `openai-completions` when absent: what Ollama, LM Studio, llama.cpp, vLLM and most services speak. */
  readonly api?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly models: readonly ModelEntry[]
}

export type ModelsConfig = {
  readonly providers: Readonly<Record<string, ModelProvider>>
  /** `provider/model`; absent while no model is configured. */
  readonly primary?: string | undefined
  /** Whom to ask, in this order, when the first cannot answer. */
  readonly fallbacks?: readonly string[] | undefined
  /** How hard to think when a message does not say. */
  readonly thinking?: string | undefined
  /** Longest a run may take, in milliseconds. */
  readonly timeoutMs: number
}

export type ChosenModel = {
  /** `provider/model`. */
  readonly name: string
  readonly providerId: string
  readonly provider: ModelProvider
  readonly model: ModelEntry
}

/** The provider and model of a name like `ollama/llama3`. Errors: MODEL_UNKNOWN. */
export function findModel(models: ModelsConfig, name: string): ChosenModel {
  const slash = name.indexOf('/')
  const providerId = slash === -1 ? '' : name.slice(0, slash)
  const provider = providerOf(models, providerId)
  const id = name.slice(slash + 1)
  if (!provider || id === '') throw appError('MODEL_UNKNOWN', { model: name })
  // A provider need not list its models: servers add new ones without our being told.
  const model = provider.models.find(entry => entry.id === id) ?? { id }
  return { name, providerId, provider, model }
}

/** The configured provider of that id, else one that needs no configuration. */
function providerOf(models: ModelsConfig, id: string): ModelProvider | undefined {
  if (Object.hasOwn(models.providers, id)) return models.providers[id]
  return knownProviders.find(known => known.id === id)
}

/** Whom to ask, in order: the conversation's own choice or the default, then the fallbacks. None: there is no model. */
export function modelNames(models: ModelsConfig, own: string | undefined): string[] {
  const first = own ?? models.primary
  return first === undefined ? [] : [...new Set([first, ...(models.fallbacks ?? [])])]
}

const defaultContextTokens = 32_000

/** How many tokens the model of that name reads at most; a cautious guess when nobody said. */
export function contextTokensOf(models: ModelsConfig, name: string): number {
  try {
    const { model } = findModel(models, name)
    const window = model.contextWindow ?? model.contextTokens ?? defaultContextTokens
    return Math.min(window, model.contextTokens ?? window)
  } catch (error) {
    // Whoever asks it is told that it is not there.
    if (isAppError(error, 'MODEL_UNKNOWN')) return defaultContextTokens
    throw error
  }
}

export type ListedModel = { readonly name: string; readonly providerId: string; readonly model: ModelEntry }

/** Every model that is listed, the default one and the fallbacks included even if their providers do not list them. */
export function listModels(models: ModelsConfig): ListedModel[] {
  const listed = Object.entries(models.providers).flatMap(([providerId, provider]) =>
    provider.models.map(model => ({ name: `${providerId}/${model.id}`, providerId, model })),
  )
  const others = modelNames(models, undefined).filter(name => !listed.some(entry => entry.name === name))
  return [...others.flatMap(name => tryFind(models, name)), ...listed]
}

function tryFind(models: ModelsConfig, name: string): ListedModel[] {
  try {
    return [findModel(models, name)]
  } catch (error) {
    if (isAppError(error, 'MODEL_UNKNOWN')) return []
    throw error
  }
}
