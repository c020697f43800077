// How a connection is turned away: the protocol's error and close code for each reason.
import {
  buildPairingConnectErrorDetails,
  buildPairingConnectErrorMessage,
  resolveAuthConnectErrorDetailCode,
  resolveDeviceAuthConnectErrorDetailCode,
} from '@openclaw/gateway-protocol/connect-error-details'
import type { ErrorShape } from '@openclaw/gateway-protocol'
import type { DeviceFault } from './device-signature.ts'
import type { KnownDevice, PairingReason, PairingRequest } from './devices.ts'
import type { TailnetFault } from './peer.ts'

export type Refusal = {
  readonly error: ErrorShape
  readonly closeCode: number
}

const policyViolation = 1008
const protocolError = 1002
const tryAgainLater = 1013

export function invalidRequest(message: string): Refusal {
  return { error: { code: 'INVALID_REQUEST', message }, closeCode: policyViolation }
}

export function protocolMismatch(expectedProtocol: number): Refusal {
  const details = { code: 'PROTOCOL_MISMATCH', expectedProtocol }
  return {
    error: { code: 'INVALID_REQUEST', message: 'protocol mismatch', details },
    closeCode: protocolError,
  }
}

export function originNotAllowed(): Refusal {
  return coded(
    'CONTROL_UI_ORIGIN_NOT_ALLOWED',
    'origin not allowed (open the page from the gateway itself, or allow it in gateway.controlUi.allowedOrigins)',
  )
}

export function deviceFault(fault: DeviceFault): Refusal {
  const message = `device ${fault.replace('device-', '').replaceAll('-', ' ')} refused`
  return coded(resolveDeviceAuthConnectErrorDetailCode(fault), message, { reason: fault })
}

export function deviceRequired(): Refusal {
  return {
    error: {
      code: 'NOT_PAIRED',
      message: 'device identity required',
      details: { code: 'DEVICE_IDENTITY_REQUIRED' },
    },
    closeCode: policyViolation,
  }
}

export function uiDeviceRequired(): Refusal {
  return coded('CONTROL_UI_DEVICE_IDENTITY_REQUIRED', 'this client needs a device identity')
}

export type SecretFault =
  | 'token_missing'
  | 'token_mismatch'
  | 'password_missing'
  | 'password_mismatch'
  | 'device_token_mismatch'

export function wrongSecret(fault: SecretFault, canRetryWithDeviceToken: boolean): Refusal {
  const message = `unauthorized: gateway ${fault.replaceAll('_', ' ')}`
  return coded(resolveAuthConnectErrorDetailCode(fault), message, {
    authReason: fault,
    canRetryWithDeviceToken,
    recommendedNextStep: canRetryWithDeviceToken ? 'retry_with_device_token' : 'update_auth_credentials',
  })
}

/** `retryAfterMs` until the secrets of this client are looked at again. */
export function rateLimited(retryAfterMs: number): Refusal {
  const { error, closeCode } = coded(
    resolveAuthConnectErrorDetailCode('rate_limited'),
    'unauthorized: too many failed authentication attempts (retry later)',
    { authReason: 'rate_limited', recommendedNextStep: 'wait_then_retry' },
  )
  return { error: { ...error, retryable: true, retryAfterMs: Math.ceil(retryAfterMs) }, closeCode }
}

/** Tailscale does not vouch for a client that brought no secret. */
export function tailnetFault(fault: TailnetFault): Refusal {
  const message = `unauthorized: ${fault.replaceAll('_', ' ')}`
  return coded(resolveAuthConnectErrorDetailCode(fault), message, { authReason: fault })
}

/** A gateway without secrets is for this computer alone. */
export function unauthorized(): Refusal {
  return coded(
    'AUTH_UNAUTHORIZED',
    'unauthorized: this gateway has no secret, so it serves this computer only',
  )
}

export function pairingRequired(
  reason: PairingReason,
  request: PairingRequest,
  device: KnownDevice | undefined,
): Refusal {
  const details = buildPairingConnectErrorDetails({
    reason,
    requestId: request.requestId,
    deviceId: request.deviceId,
    requestedRole: request.role,
    requestedScopes: [...request.scopes],
    ...(device
      ? {
          approvedRoles: device.roles.map(role => role.role),
          approvedScopes: [...(device.roles.find(role => role.role === request.role)?.scopes ?? [])],
        }
      : {}),
  })
  return {
    error: { code: 'NOT_PAIRED', message: buildPairingConnectErrorMessage(reason), details },
    closeCode: policyViolation,
  }
}

export function stopping(): Refusal {
  return {
    error: { code: 'UNAVAILABLE', message: 'gateway stopping', retryable: true, retryAfterMs: 1_000 },
    closeCode: tryAgainLater,
  }
}

function coded(code: string, message: string, more: object = {}): Refusal {
  return {
    error: { code: 'INVALID_REQUEST', message, details: { code, ...more } },
    closeCode: policyViolation,
  }
}
