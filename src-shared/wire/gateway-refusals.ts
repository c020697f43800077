// What a gateway answers to `connect` when it does not let us in: which step failed, and in our words why.
import {
  ConnectErrorDetailCodes as Codes,
  normalizePairingConnectRequestId,
  readConnectErrorDetailCode,
  readPairingConnectErrorDetails,
} from '@openclaw/gateway-protocol/connect-error-details'
import { isGatewayRestartUnavailableError } from '@openclaw/gateway-protocol/restart-unavailable'
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version'
import { appError, type AppError } from '../errors.ts'
import type { LadderStepId } from '../ladder.ts'
import { printable } from './printable.ts'
import { phrase, type Said } from '../said.ts'

/** The parts of the gateway's error shape we read. Details are untrusted. */
export type GatewayRefusal = {
  readonly gatewayCode: string
  readonly message: string
  readonly details?: unknown
  readonly retryable?: boolean
  readonly retryAfterMs?: number | undefined
}

export type Shown = 'device token' | 'token' | 'password' | 'nothing'

export type RefusedAt = {
  readonly step: Extract<LadderStepId, 'handshake' | 'gateway-auth' | 'pairing' | 'scopes'>
  readonly error: AppError
  /** The device token is dead for good; another credential may be tried once. */
  readonly deviceTokenRefused: boolean
  /** The device token lives, and may not have what was asked with it; the shared secret may. */
  readonly deviceTokenNarrow: boolean
}

/** `shown` is the credential that was sent; it is named, never quoted. */
export function explainRefusal(
  refusal: GatewayRefusal,
  context: { readonly where: string; readonly deviceId: string; readonly shown: Shown },
): RefusedAt {
  const { where, deviceId, shown } = context
  const code = readConnectErrorDetailCode(refusal.details) ?? ''
  const at = (step: RefusedAt['step'], error: AppError): RefusedAt => ({
    step,
    error,
    deviceTokenRefused: shown === 'device token' && credentialCodes.has(code),
    deviceTokenNarrow: shown === 'device token' && code === Codes.AUTH_SCOPE_MISMATCH,
  })

  if (passwordCodes.has(code) && shown !== 'device token') {
    return at(
      'gateway-auth',
      shown === 'nothing'
        ? appError('GATEWAY_PASSWORD_MISSING', { where }, refusal)
        : appError('GATEWAY_PASSWORD_MISMATCH', { where, used: shown }, refusal),
    )
  }
  if (credentialCodes.has(code) || missingCodes.has(code)) {
    return at(
      'gateway-auth',
      shown === 'nothing'
        ? appError('GATEWAY_TOKEN_MISSING', { where }, refusal)
        : appError('GATEWAY_TOKEN_MISMATCH', { where, used: shown }, refusal),
    )
  }
  if (identityCodes.has(code)) {
    const reason = printable(
      code
        .replace(/^AUTH_/, '')
        .toLowerCase()
        .replaceAll('_', ' '),
      60,
    )
    return at('gateway-auth', appError('GATEWAY_IDENTITY_REFUSED', { where, reason }, refusal))
  }
  if (code.startsWith('DEVICE_AUTH_')) {
    const reason = code.slice('DEVICE_AUTH_'.length).toLowerCase().replaceAll('_', ' ')
    return at('gateway-auth', appError('DEVICE_REFUSED', { reason: printable(reason, 60) }, refusal))
  }
  switch (code) {
    case Codes.PROTOCOL_MISMATCH:
      return at('handshake', protocolMismatch(refusal))
    case Codes.AUTH_RATE_LIMITED:
      return at(
        'gateway-auth',
        appError('GATEWAY_RATE_LIMITED', { retryAfterMs: refusal.retryAfterMs }, refusal),
      )
    case Codes.AUTH_TOKEN_NOT_CONFIGURED:
      return at('gateway-auth', appError('GATEWAY_SECRET_UNSET', { where, what: 'token' }, refusal))
    case Codes.AUTH_PASSWORD_NOT_CONFIGURED:
      return at('gateway-auth', appError('GATEWAY_SECRET_UNSET', { where, what: 'password' }, refusal))
    case Codes.AUTH_BOOTSTRAP_TOKEN_INVALID:
      return at('gateway-auth', appError('SETUP_CODE_REFUSED', { where }, refusal))
    case Codes.CONTROL_UI_DEVICE_IDENTITY_REQUIRED:
      return at('gateway-auth', appError('DEVICE_REFUSED', { reason: 'identity required' }, refusal))
    case Codes.CLIENT_VERSION_MISMATCH:
    case Codes.CONTROL_UI_BUILD_MISMATCH:
      return at('handshake', appError('CLIENT_VERSION_REFUSED', { where }, refusal))
    case Codes.PAIRING_REQUIRED:
      return at('pairing', pairingRequired(refusal, deviceId))
    case Codes.AUTH_SCOPE_MISMATCH:
      return at('scopes', appError('SCOPE_MISSING', { missing: missingScope(refusal.details) }, refusal))
    case Codes.CONTROL_UI_ORIGIN_NOT_ALLOWED:
      return at('handshake', appError('ORIGIN_NOT_ALLOWED', { where }, refusal))
    default:
      return at('handshake', otherRefusal(refusal, code))
  }
}

const credentialCodes = new Set<string>([
  Codes.AUTH_TOKEN_MISMATCH,
  Codes.AUTH_PASSWORD_MISMATCH,
  Codes.AUTH_DEVICE_TOKEN_MISMATCH,
  Codes.AUTH_UNAUTHORIZED,
])
const passwordCodes = new Set<string>([Codes.AUTH_PASSWORD_MISSING, Codes.AUTH_PASSWORD_MISMATCH])
/** Who somebody is was to be told by the gateway's surroundings, not by a secret. */
const identityCodes = new Set<string>([
  Codes.AUTH_TAILSCALE_IDENTITY_MISSING,
  Codes.AUTH_TAILSCALE_PROXY_MISSING,
  Codes.AUTH_TAILSCALE_WHOIS_FAILED,
  Codes.AUTH_TAILSCALE_IDENTITY_MISMATCH,
  Codes.AUTH_IDENTITY_HEADER_REQUIRED,
  Codes.AUTH_VERIFIED_USER_REQUIRED,
  Codes.AUTHENTICATED_PROFILE_UNAVAILABLE,
])
const missingCodes = new Set<string>([
  Codes.AUTH_REQUIRED,
  Codes.AUTH_TOKEN_MISSING,
  Codes.AUTH_PASSWORD_MISSING,
  Codes.DEVICE_IDENTITY_REQUIRED,
])

function otherRefusal(refusal: GatewayRefusal, detailCode: string): AppError {
  if (isGatewayRestartUnavailableError(refusal)) return appError('GATEWAY_RESTARTING', {}, refusal)
  // During its start a gateway refuses with a hint when to come back.
  if (refusal.gatewayCode === 'UNAVAILABLE') {
    return appError('GATEWAY_STARTING', { retryAfterMs: refusal.retryAfterMs }, refusal)
  }
  return appError(
    'GATEWAY_REFUSED',
    {
      gatewayCode: printable(detailCode || refusal.gatewayCode, 60),
      gatewayMessage: printable(refusal.message, 200),
    },
    refusal,
  )
}

function protocolMismatch(refusal: GatewayRefusal): AppError {
  const details = asRecord(refusal.details)
  const theirs = details['expectedProtocol']
  const version = details['serverVersion']
  return appError(
    'GATEWAY_PROTOCOL_MISMATCH',
    {
      ours: PROTOCOL_VERSION,
      theirs: typeof theirs === 'number' ? theirs : undefined,
      toUpdate: typeof theirs === 'number' && theirs > PROTOCOL_VERSION ? 'gangway' : 'gateway',
      version: typeof version === 'string' ? printable(version, 40) : undefined,
    },
    refusal,
  )
}

/** The request id goes into a command people paste into a shell, so only a harmless one is taken. */
function pairingRequired(refusal: GatewayRefusal, deviceId: string): AppError {
  const details = readPairingConnectErrorDetails(refusal.details)
  const requestId = normalizePairingConnectRequestId(details?.requestId)
  return appError(
    'PAIRING_REQUIRED',
    {
      requestId: requestId ?? phrase('withoutId'),
      deviceId,
      command: requestId ? `openclaw devices approve ${requestId}` : 'openclaw devices list',
      reason: details?.reason ?? 'not-paired',
    },
    refusal,
  )
}

function missingScope(details: unknown): Said {
  const missing = asRecord(details)['missingScope']
  return typeof missing === 'string' ? printable(missing, 60) : phrase('scopeUnnamed')
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
