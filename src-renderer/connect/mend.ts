// Which field of the form a failure is about, so that a person who goes back to correct it stands in the right one.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { ErrorCode, ErrorReport } from '../../src-shared/errors.ts'
import type { TargetForm } from './target-form.ts'

type Field = 'address' | 'gateway' | 'certificate'

const fields: Partial<Record<ErrorCode, Field>> = {
  TARGET_INVALID: 'address',
  HOST_NOT_FOUND: 'address',
  HOST_UNREACHABLE: 'address',
  TCP_REFUSED: 'address',
  TCP_TIMEOUT: 'address',
  SSH_CLOSED_EARLY: 'address',
  NOT_AN_SSH_SERVER: 'address',
  SSH_CONFIG_REFUSED: 'address',
  SSH_CONFIG_BROKEN: 'address',
  TOO_MANY_JUMPS: 'address',
  URL_INVALID: 'address',
  PLAINTEXT_REFUSED: 'address',
  GATEWAY_NOT_LISTENING: 'gateway',
  NOT_A_GATEWAY: 'gateway',
  GATEWAY_SILENT: 'gateway',
  TLS_FINGERPRINT_MISMATCH: 'certificate',
  TLS_UNTRUSTED: 'certificate',
}

/** Undefined where no field is to blame: a login that was refused, a gateway that is starting. */
export function fieldToMend(error: ErrorReport, target: ConnectionTarget): keyof TargetForm | undefined {
  const field = fields[error.code]
  if (field === undefined || target.kind === 'local') return undefined
  if (target.kind === 'direct') return field === 'certificate' ? 'tlsFingerprint' : 'url'
  return field === 'gateway' ? 'gatewayPort' : 'host'
}
