// A model library's failure as one of ours. What providers write is kept short, for it may hold anything.
import { APICallError, RetryError } from 'ai'
import { appError, AppError } from '../../../src-shared/errors.ts'

export function mapModelError(error: unknown, model: string): AppError {
  if (error instanceof AppError) return error
  if (RetryError.isInstance(error)) return mapModelError(error.lastError, model)
  if (!APICallError.isInstance(error)) {
    return appError(
      'MODEL_FAILED',
      { model, why: firstLine(error instanceof Error ? error.message : '') },
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
        'MODEL_FAILED',
        { model, why: firstLine(error.message) || `HTTP ${error.statusCode}`, status: error.statusCode },
        error,
      )
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'its address'
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim().slice(0, 300)
}
