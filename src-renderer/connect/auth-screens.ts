// What a gateway says when it does not let somebody in, each with a screen of its own: what it means, and the command
// that shows or mends it on the gateway's host. Pairing has more to show: PairingSteps.tsx.
import type { ErrorCode, ErrorReport } from '../../src-shared/errors.ts'
import type { english } from '../../src-shared/i18n/english.ts'

export type AuthScreen = keyof (typeof english)['connect']['auth']['screens']

type Shown = { readonly screen: AuthScreen; readonly command: string }

const showToken = 'openclaw gateway auth-token --show'

const screens: Partial<Record<ErrorCode, Shown>> = {
  GATEWAY_TOKEN_MISSING: { screen: 'tokenMissing', command: showToken },
  GATEWAY_TOKEN_MISMATCH: { screen: 'tokenRefused', command: showToken },
  GATEWAY_PASSWORD_MISSING: { screen: 'passwordMissing', command: 'openclaw config get gateway.auth.mode' },
  GATEWAY_PASSWORD_MISMATCH: { screen: 'passwordRefused', command: 'openclaw config get gateway.auth.mode' },
  GATEWAY_SECRET_UNSET: { screen: 'secretUnset', command: 'openclaw doctor --generate-gateway-token' },
  SETUP_CODE_REFUSED: { screen: 'setupCode', command: 'openclaw devices join-code' },
  GATEWAY_IDENTITY_REFUSED: { screen: 'identity', command: 'openclaw config get gateway.auth.mode' },
  GATEWAY_RATE_LIMITED: { screen: 'rateLimited', command: 'openclaw logs --follow' },
  DEVICE_REFUSED: { screen: 'device', command: 'date -u' },
  SCOPE_MISSING: { screen: 'scope', command: 'openclaw devices list' },
  ORIGIN_NOT_ALLOWED: { screen: 'origin', command: 'openclaw config get gateway.controlUi.allowedOrigins' },
  GATEWAY_PROTOCOL_MISMATCH: { screen: 'protocol', command: 'openclaw update' },
  CLIENT_VERSION_REFUSED: { screen: 'version', command: 'openclaw --version' },
}

/** Undefined for everything that is not about being let in. */
export function authScreen(error: ErrorReport): Shown | undefined {
  if (error.code === 'GATEWAY_TOKEN_MISMATCH' && error.details['used'] === 'device token')
    return { screen: 'deviceToken', command: showToken }
  if (error.code === 'GATEWAY_SECRET_UNSET' && error.details['what'] === 'password')
    return { screen: 'secretUnset', command: 'openclaw config set gateway.auth.mode token' }
  return screens[error.code]
}
