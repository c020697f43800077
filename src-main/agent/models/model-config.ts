// The models a configuration offers, and how one is found by its name `provider/model`.
import { appError } from '../../../src-shared/errors.ts'

/** A key as OpenClaw writes it: the key, `${VARIABLE}`, or a reference to an environment variable. */
export type SecretInput = string | { readonly source: string; readonly id: string }

export type ModelEntry = {
  readonly id: string
  readonly name?: string | undefined
  readonly reasoning?: boolean | undefined
  readonly input?: readonly string[] | undefined
  readonly contextWindow?: number | undefined
  readonly maxTokens?: number | undefined
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
  /** Longest a run may take, in milliseconds. */
  readonly timeoutMs: number
}

export type ChosenModel = {
  readonly providerId: string
  readonly provider: ModelProvider
  readonly model: ModelEntry
}

/** The provider and model of a name like `ollama/llama3`. Errors: MODEL_UNKNOWN. */
export function findModel(models: ModelsConfig, name: string): ChosenModel {
  const slash = name.indexOf('/')
  const providerId = slash === -1 ? '' : name.slice(0, slash)
  const provider = Object.hasOwn(models.providers, providerId) ? models.providers[providerId] : undefined
  if (!provider) throw appError('MODEL_UNKNOWN', { model: name })
  const id = name.slice(slash + 1)
  // A provider need not list its models: servers add new ones without our being told.
  const model = provider.models.find(entry => entry.id === id) ?? (id === '' ? undefined : { id })
  if (!model) throw appError('MODEL_UNKNOWN', { model: name })
  return { providerId, provider, model }
}

export type ListedModel = { readonly name: string; readonly providerId: string; readonly model: ModelEntry }

/** Every model that is listed, the default one included even if its provider does not list it. */
export function listModels(models: ModelsConfig): ListedModel[] {
  const listed = Object.entries(models.providers).flatMap(([providerId, provider]) =>
    provider.models.map(model => ({ name: `${providerId}/${model.id}`, providerId, model })),
  )
  if (models.primary && !listed.some(entry => entry.name === models.primary)) {
    const slash = models.primary.indexOf('/')
    const providerId = models.primary.slice(0, slash)
    if (slash > 0 && Object.hasOwn(models.providers, providerId)) {
      listed.unshift({ name: models.primary, providerId, model: { id: models.primary.slice(slash + 1) } })
    }
  }
  return listed
}
