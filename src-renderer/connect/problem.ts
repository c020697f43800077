// Which one action a failure calls for. Decided by code and by what would make a retry worthwhile, never by text.
import type { ConnectionState, ConnectionTarget } from '../../src-shared/connection.ts'
import type { ErrorCode, ErrorReport } from '../../src-shared/errors.ts'
import { hasPin } from './pin.ts'

export type ProblemAction =
  | 'enter-secret'
  | 'wait-for-pairing'
  | 'replace-host-key'
  | 'replace-pin'
  | 'use-system-ssh'
  | 'use-built-in-ssh'
  | 'edit-target'
  | 'retry-now'
  | 'try-again'
  | 'none'

export type ProblemState = Extract<ConnectionState, { error: ErrorReport }>

/** The state, if it is one with an error. */
export function withProblem(state: ConnectionState): ProblemState | undefined {
  return 'error' in state ? state : undefined
}

/** What is wrong with the road that is stopped while the other one carries. */
export function stoppedProblem(state: ConnectionState): ProblemState | undefined {
  if (state.phase !== 'online' || !state.stopped) return undefined
  const { target, ladder, stopped } = state
  return { phase: 'needs-you', target, ladder, ...stopped }
}

const ownActions: Partial<Record<ErrorCode, ProblemAction>> = {
  GATEWAY_TOKEN_MISSING: 'enter-secret',
  GATEWAY_TOKEN_MISMATCH: 'enter-secret',
  GATEWAY_PASSWORD_MISSING: 'enter-secret',
  GATEWAY_PASSWORD_MISMATCH: 'enter-secret',
  // Gangway takes no setup codes itself; the gateway's own secret lets it in.
  SETUP_CODE_REFUSED: 'enter-secret',
  // A device's own token may not ask for more than it was given; the gateway's secret may.
  SCOPE_MISSING: 'enter-secret',
  PAIRING_REQUIRED: 'wait-for-pairing',
  HOST_KEY_CHANGED: 'replace-host-key',
  HOST_KEY_REVOKED: 'none',
  HOST_KEY_CERTIFICATE_ONLY: 'use-system-ssh',
  SSH_CONFIG_UNSUPPORTED: 'use-system-ssh',
  SSH_KEY_UNSUPPORTED: 'use-system-ssh',
  SSH_NO_COMMON_ALGORITHM: 'use-system-ssh',
  SYSTEM_SSH_MISSING: 'use-built-in-ssh',
  TLS_FINGERPRINT_MISMATCH: 'replace-pin',
  TLS_UNTRUSTED: 'replace-pin',
}

export function actionFor(error: ErrorReport, target: ConnectionTarget): ProblemAction {
  const own = ownActions[error.code]
  if (own !== undefined && suits(own, target)) return own
  if (error.retry === 'never') return 'edit-target'
  return error.retry === 'later' ? 'retry-now' : 'try-again'
}

function suits(action: ProblemAction, target: ConnectionTarget): boolean {
  if (action === 'use-system-ssh') return target.kind === 'ssh' && target.engine === 'ssh2'
  if (action === 'use-built-in-ssh') return target.kind === 'ssh' && target.engine === 'system'
  return action !== 'replace-pin' || hasPin(target)
}
