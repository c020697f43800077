// Providers that need no entry in the configuration: the usual local servers, and services whose key is enough.
import type { ModelProvider } from './model-config.ts'

export type KnownProvider = ModelProvider & {
  readonly id: string
  readonly label: string
  /** Where its key usually is; local servers need none. */
  readonly keyVariables: readonly string[]
  readonly isLocal: boolean
}

const onThisComputer = (id: string, label: string, port: number): KnownProvider => ({
  id,
  label,
  baseUrl: `http://127.0.0.1:${port}/v1`,
  models: [],
  keyVariables: [],
  isLocal: true,
})

export const knownProviders: readonly KnownProvider[] = [
  onThisComputer('ollama', 'Ollama', 11_434),
  onThisComputer('lmstudio', 'LM Studio', 1_234),
  onThisComputer('llama-cpp', 'llama.cpp', 8_080),
  onThisComputer('vllm', 'vLLM', 8_000),
  {
    id: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    api: 'anthropic-messages',
    models: [],
    keyVariables: ['ANTHROPIC_API_KEY'],
    isLocal: false,
  },
  {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    api: 'openai-completions',
    models: [],
    keyVariables: ['OPENAI_API_KEY'],
    isLocal: false,
  },
  {
    id: 'google',
    label: 'Google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    api: 'google-generative-ai',
    models: [],
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_API_KEY'],
    isLocal: false,
  },
]
