// The Bot API through grammY, with its failures in our words. Loaded only when a bot is set up.
import { Api, GrammyError, HttpError } from 'grammy/web'
import { AppError, appError } from '../../../src-shared/errors.ts'

export type BotApi = {
  /** grammY's own, for its methods. */
  readonly call: Api
  readonly apiRoot: string
  readonly token: string
}

export function openBotApi(token: string, apiRoot: string): BotApi {
  return { call: new Api(token, { apiRoot }), apiRoot, token }
}

/** grammY's types want the signal of a package from before Node had its own. */
export function signalFor(signal: AbortSignal): Parameters<Api['getMe']>[0] {
  return signal as Parameters<Api['getMe']>[0]
}

/** Whether trying again is any use, and can do harm. */
export type Failure =
  /** Telegram did not do it; it may later. */
  | { readonly kind: 'later'; readonly waitMs?: number | undefined; readonly error: AppError }
  /** Telegram did not do it and never will. */
  | { readonly kind: 'refused'; readonly status: number; readonly error: AppError }
  /** Nobody knows whether Telegram did it. */
  | { readonly kind: 'uncertain'; readonly error: AppError }

/** Those under which no byte of the request can have arrived. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Errors within: TELEGRAM_TOKEN_REFUSED, _POLLED_TWICE, _BUSY, _REFUSED, _UNREACHABLE, _UNCERTAIN. */
export function readFailure(error: unknown, apiRoot: string): Failure {
  if (error instanceof GrammyError) return readRefusal(error)
  const code = codeOf(error instanceof HttpError ? error.error : error)
  if (neverConnected.has(code)) {
    return { kind: 'later', error: appError('TELEGRAM_UNREACHABLE', { where: apiRoot, why: code }, error) }
  }
  return { kind: 'uncertain', error: appError('TELEGRAM_UNCERTAIN', {}, error) }
}

/** The same for a question, which does no harm when it is asked twice. */
export function readQuestionFailure(error: unknown, apiRoot: string): AppError {
  if (error instanceof AppError) return error
  const failure = readFailure(error, apiRoot)
  if (failure.kind !== 'uncertain') return failure.error
  const why = codeOf(error instanceof HttpError ? error.error : error)
  return appError('TELEGRAM_UNREACHABLE', { where: apiRoot, why }, error)
}

function readRefusal(error: GrammyError): Failure {
  const { error_code: status, description, parameters } = error
  if (status === 401) return { kind: 'refused', status, error: appError('TELEGRAM_TOKEN_REFUSED', {}, error) }
  if (status === 409) return { kind: 'later', error: appError('TELEGRAM_POLLED_TWICE', {}, error) }
  if (status === 429) {
    const waitMs = (parameters.retry_after ?? 1) * 1_000
    return { kind: 'later', waitMs, error: appError('TELEGRAM_BUSY', { retryMs: waitMs }, error) }
  }
  const refused = appError('TELEGRAM_REFUSED', { status, why: description }, error)
  return status >= 500 ? { kind: 'later', error: refused } : { kind: 'refused', status, error: refused }
}

/** What the system or Node calls it; the error's name when nobody does. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return error instanceof Error ? error.name : 'unknown'
}
