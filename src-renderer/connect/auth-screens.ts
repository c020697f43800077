// What a gateway says when it does not let somebody in, each with a screen of its own: what it means, and the command
// that shows or mends it, with where to run it. Pairing has more to show: PairingSteps.tsx.
import type { ErrorCode, ErrorReport } from '../../src-shared/errors.ts'
import type { english } from '../../src-shared/i18n/english.ts'

export type AuthScreen = keyof (typeof english)['connect']['auth']['screens']

type Shown = {
  readonly screen: AuthScreen
  /** `here`: on this computer, for the app itself is what has to change. */
  readonly place: 'host' | 'here'
  readonly command: string
  /** The same where the host's gateway is Gangway's own. Undefined where the first serves both, or it cannot happen. */
  readonly ours: string | undefined
}

const atHost = (screen: AuthScreen, command: string, ours = asOurs(command)): Shown => ({
  screen,
  place: 'host',
  command,
  ours,
})
const showToken = ['openclaw gateway auth-token --show', 'gangway dashboard --with-token'] as const

const screens: Partial<Record<ErrorCode, Shown>> = {
  GATEWAY_TOKEN_MISSING: atHost('tokenMissing', ...showToken),
  GATEWAY_TOKEN_MISMATCH: atHost('tokenRefused', ...showToken),
  GATEWAY_PASSWORD_MISSING: atHost('passwordMissing', 'openclaw config file'),
  GATEWAY_PASSWORD_MISMATCH: atHost('passwordRefused', 'openclaw config file'),
  SETUP_CODE_REFUSED: { ...atHost('setupCode', 'openclaw qr --setup-code-only'), ours: undefined },
  GATEWAY_IDENTITY_REFUSED: atHost('identity', 'openclaw config get gateway.auth.mode'),
  GATEWAY_RATE_LIMITED: atHost('rateLimited', 'openclaw logs --follow'),
  DEVICE_REFUSED: atHost('device', 'date -u'),
  SCOPE_MISSING: atHost('scope', 'openclaw devices list'),
  ORIGIN_NOT_ALLOWED: atHost('origin', 'openclaw config get gateway.controlUi.allowedOrigins'),
  CLIENT_VERSION_REFUSED: atHost('version', 'openclaw --version'),
}

/** Undefined for everything that is not about being let in. */
export function authScreen(error: ErrorReport): Shown | undefined {
  const { code, details } = error
  if (code === 'GATEWAY_TOKEN_MISMATCH' && details['used'] === 'device token')
    return atHost('deviceToken', ...showToken)
  if (code === 'GATEWAY_SECRET_UNSET')
    return details['what'] === 'password'
      ? atHost('secretUnset', 'openclaw configure --section gateway', 'gangway config file')
      : atHost('secretUnset', 'openclaw doctor --generate-gateway-token', 'gangway config file')
  if (code === 'GATEWAY_PROTOCOL_MISMATCH')
    return details['toUpdate'] === 'gangway'
      ? { screen: 'protocol', place: 'here', command: 'gangway --version', ours: undefined }
      : atHost('protocol', 'openclaw update', 'gangway --version')
  return screens[code]
}

/** Gangway's own command takes the same words. */
export function asOurs(command: string): string | undefined {
  return command.startsWith('openclaw ') ? command.replace('openclaw', 'gangway') : undefined
}
