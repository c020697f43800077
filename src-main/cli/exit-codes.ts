// What a script learns from how the CLI ends.
import type { ErrorCode, ErrorReport } from '../../src-shared/errors.ts'

export const exitCodes = { ok: 0, usage: 1, unreachable: 2, refused: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Somebody was reached and said no, although the failure belongs to a road that is usually just not open. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLIENT_VERSION_REFUSED',
  'FORWARDING_FORBIDDEN',
  'GATEWAY_PROTOCOL_MISMATCH',
  'GATEWAY_RATE_LIMITED',
  'GATEWAY_REFUSED',
  'GATEWAY_REQUEST_FAILED',
  'ORIGIN_NOT_ALLOWED',
])

export function exitCodeOf(error: ErrorReport): ExitCode {
  if (refusals.has(error.code)) return exitCodes.refused
  switch (error.kind) {
    case 'usage':
    case 'local':
      return exitCodes.usage
    case 'network':
    case 'protocol':
    case 'forward':
    case 'gateway':
      return exitCodes.unreachable
    case 'host-key':
    case 'auth':
      return exitCodes.refused
  }
}
