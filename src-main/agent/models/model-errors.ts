// A model library's failure as one of ours. What providers write is kept short, for it may hold anything.
import { APICallError, RetryError } from 'ai'
import { appError, AppError, type ErrorCode } from '../../../src-shared/errors.ts'

/** `secret` is taken out of whatever the provider wrote: some repeat the key they refuse. */
export function mapModelError(error: unknown, model: string, secret?: string): AppError {
  if (error instanceof AppError) return error
  if (RetryError.isInstance(error)) return mapModelError(error.lastError, model, secret)
  if (!APICallError.isInstance(error)) {
    return appError(
      'MODEL_FAILED',
      { model, why: firstLine(error instanceof Error ? error.message : '', secret) },
      error,
    )
  }
  switch (error.statusCode) {
    case undefined:
      return appError('MODEL_UNREACHABLE', { model, where: originOf(error.url) }, error)
    case 401:
    case 403:
      return appError('MODEL_KEY_REFUSED', { model, status: error.statusCode }, error)
    case 404:
      return appError('MODEL_UNKNOWN', { model }, error)
    case 429:
      return appError('MODEL_BUSY', { model }, error)
    default:
      return appError(
        isContextFull(error.data) ? 'MODEL_CONTEXT_FULL' : 'MODEL_FAILED',
        {
          model,
          why: firstLine(error.message, secret) || `HTTP ${error.statusCode}`,
          status: error.statusCode,
        },
        error,
      )
  }
}

const ofThisModelAlone: ReadonlySet<ErrorCode> = new Set([
  'MODEL_UNREACHABLE',
  'MODEL_KEY_MISSING',
  'MODEL_KEY_REFUSED',
  'MODEL_BUSY',
  'MODEL_UNKNOWN',
  'MODEL_API_UNSUPPORTED',
  'MODEL_CONTEXT_FULL',
  'VAULT_UNAVAILABLE',
])

/** Failures of this model here and now, which another one need not share; not those of what was asked. */
export function isWorthAnotherModel({ code, report }: AppError): boolean {
  if (code !== 'MODEL_FAILED') return ofThisModelAlone.has(code)
  const { status } = report.details
  return typeof status !== 'number' || status >= 500 || status === 408
}

/** OpenAI and vLLM name it in `code`, llama.cpp in `type`. */
function isContextFull(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('error' in data)) return false
  const { error } = data
  if (typeof error !== 'object' || error === null) return false
  const { code, type } = error as { code?: unknown; type?: unknown }
  return code === 'context_length_exceeded' || type === 'exceed_context_size_error'
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'its address'
}

function firstLine(text: string, secret: string | undefined): string {
  const line = (text.split('\n')[0] ?? '').trim()
  return (secret ? line.replaceAll(secret, '…') : line).slice(0, 300)
}
