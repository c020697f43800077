// How a gateway's socket fails, in our words: at the upgrade, at the close, and for a single request.
import { GatewayErrorDetailCodes, ErrorCodes } from '@openclaw/gateway-protocol/gateway-error-details'
import { GatewayProtocolRequestError } from '@openclaw/gateway-client/browser'
import { z } from 'zod'
import { appError, isAppError, type AppError } from '../errors.ts'
import { printable } from './printable.ts'
import { phrase, type Said } from '../said.ts'

/** An HTTP answer in place of the upgrade. `retryAfter` is that header, in seconds or as a date. */
export function explainHttpAnswer(
  where: string,
  host: string,
  answer: { readonly status: number; readonly retryAfter?: string | undefined },
): AppError {
  const seconds = Number(answer.retryAfter)
  const retryAfterMs = answer.retryAfter && Number.isFinite(seconds) ? seconds * 1000 : undefined
  switch (answer.status) {
    case 429:
      return appError('GATEWAY_RATE_LIMITED', { retryAfterMs })
    case 503:
      return appError('GATEWAY_STARTING', { retryAfterMs })
    // A proxy that finds nobody behind it.
    case 502:
    case 504:
      return appError('GATEWAY_NOT_LISTENING', { host, to: where })
    default:
      return appError('NOT_A_GATEWAY', { where, what: `HTTP ${answer.status}` })
  }
}

/** The socket broke before the gateway had greeted. */
export function explainSocketError(where: string, host: string, error: Error): AppError {
  if (isAppError(error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // The parser's codes: it was no HTTP, or no WebSocket. ws gives its own complaints about the upgrade no code at all.
  if (code === undefined || code.startsWith('HPE_') || code.startsWith('WS_ERR_')) {
    return appError('NOT_A_GATEWAY', { where, what: code ?? phrase('noWebSocket') }, error)
  }
  return appError('CONNECTION_LOST', { host }, error)
}

export type SocketEnd = {
  readonly code: number
  readonly reason: string
  /** What the gateway's own goodbye said, when there was one. */
  readonly goodbye?: string | undefined
}

/** The gateway closed, or the road under it did (1006: no close frame came). */
export function explainClose(host: string, end: SocketEnd): AppError {
  const reason = printable(end.reason, 120)
  switch (end.code) {
    case 1012:
      return appError('GATEWAY_RESTARTING', { reason: end.goodbye ?? (reason || undefined) })
    case 1013:
      return appError('GATEWAY_STARTING', {})
    case 1006:
      return end.goodbye === undefined
        ? appError('CONNECTION_LOST', { host })
        : appError('GATEWAY_RESTARTING', { reason: end.goodbye })
    default:
      return appError('GATEWAY_CLOSED', { closeCode: end.code, reason })
  }
}

/** One request that did not succeed. */
export function explainRequestError(method: string, error: unknown): AppError {
  if (isAppError(error)) return error
  if (!(error instanceof GatewayProtocolRequestError)) return appError('NOT_CONNECTED', {}, error)
  const details = (error.details ?? {}) as { code?: unknown; missingScope?: unknown }
  if (details.code === GatewayErrorDetailCodes.MISSING_SCOPE) {
    return appError('SCOPE_MISSING', { missing: printable(String(details.missingScope), 60) }, error)
  }
  // `details.code` tells lasting states such as NOT_CONNECTED apart from a gateway that is merely busy.
  if (error.gatewayCode === ErrorCodes.UNAVAILABLE && error.retryable && details.code === undefined) {
    return appError('GATEWAY_BUSY', { method, retryAfterMs: error.retryAfterMs }, error)
  }
  return appError(
    'GATEWAY_REQUEST_FAILED',
    {
      method,
      gatewayCode: printable(typeof details.code === 'string' ? details.code : error.gatewayCode, 60),
      gatewayMessage: printable(error.message, 400),
      problems: problemsIn(error.details),
    },
    error,
  )
}

const maxProblems = 50
const WithIssues = z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })).min(1) })

/** The issues of a configuration that was refused, as gateways list them. */
function problemsIn(details: unknown): readonly Said[] | undefined {
  return WithIssues.safeParse(details)
    .data?.issues.slice(0, maxProblems)
    .map(({ path, message }) =>
      phrase('atPath', { path: printable(path, 200), problem: printable(message, 400) }),
    )
}
