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

export type Refusal = {
  readonly error: ErrorShape
  readonly closeCode: number
  /** A wrong secret: answered with a delay, and counted. */
  readonly isGuess?: boolean
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
  const refusal = coded(resolveAuthConnectErrorDetailCode(fault), message, {
    authReason: fault,
    canRetryWithDeviceToken,
    recommendedNextStep: canRetryWithDeviceToken ? 'retry_with_device_token' : 'update_auth_credentials',
  })
  return { ...refusal, isGuess: !fault.endsWith('missing') }
}

export function pairingRequired(
  reason: PairingReason,
  request: PairingRequest,
  device: KnownDevice | undefined,
): Refusal {
  const details = buildPairingConnectErrorDetails({
    reason,
    requestId: request.requestId,
    remediationHint: 'Approve this device from the pending pairing requests.',
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
