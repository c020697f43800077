import { ConnectErrorDetailCodes } from '@openclaw/gateway-protocol/connect-error-details'
import { expect, test } from 'vitest'
import { authScreen, type AuthScreen } from '../../../../src-renderer/connect/auth-screens.ts'
import { actionFor } from '../../../../src-renderer/connect/problem.ts'
import { english } from '../../../../src-shared/i18n/english.ts'
import { explainRefusal, type Shown } from '../../../../src-shared/wire/gateway-refusals.ts'
import { sshTarget } from '../../../support/window-fixtures.ts'

const refused = (code: string, shown: Shown = 'token') =>
  explainRefusal(
    { gatewayCode: 'INVALID_REQUEST', message: 'no', details: { code } },
    { where: 'harbour:18789', deviceId: 'd', shown },
  ).error.report

test.each(Object.values(ConnectErrorDetailCodes))('%s of the protocol has a screen and a command', code => {
  for (const shown of ['nothing', 'token', 'password', 'device token'] as const) {
    const error = refused(code, shown)
    if (actionFor(error, sshTarget) === 'wait-for-pairing') continue
    expect(authScreen(error)?.command).toMatch(/^\S/)
  }
})

test.each<[AuthScreen, string, Shown]>([
  ['tokenMissing', 'AUTH_TOKEN_MISSING', 'nothing'],
  ['tokenMissing', 'AUTH_REQUIRED', 'nothing'],
  ['tokenRefused', 'AUTH_TOKEN_MISMATCH', 'token'],
  ['deviceToken', 'AUTH_DEVICE_TOKEN_MISMATCH', 'device token'],
  ['passwordMissing', 'AUTH_PASSWORD_MISSING', 'nothing'],
  ['passwordRefused', 'AUTH_PASSWORD_MISMATCH', 'token'],
  ['secretUnset', 'AUTH_TOKEN_NOT_CONFIGURED', 'token'],
  ['setupCode', 'AUTH_BOOTSTRAP_TOKEN_INVALID', 'token'],
  ['identity', 'AUTH_TAILSCALE_WHOIS_FAILED', 'nothing'],
  ['rateLimited', 'AUTH_RATE_LIMITED', 'token'],
  ['device', 'DEVICE_AUTH_SIGNATURE_EXPIRED', 'token'],
  ['scope', 'AUTH_SCOPE_MISMATCH', 'device token'],
  ['origin', 'CONTROL_UI_ORIGIN_NOT_ALLOWED', 'token'],
  ['protocol', 'PROTOCOL_MISMATCH', 'token'],
  ['version', 'CLIENT_VERSION_MISMATCH', 'token'],
])('%s is the screen of %s', (screen, code, shown) => {
  expect(authScreen(refused(code, shown))?.screen).toBe(screen)
})

test('no screen is left without a refusal that leads to it', () => {
  const reached = Object.values(ConnectErrorDetailCodes).flatMap(code =>
    (['nothing', 'token', 'device token'] as const).map(shown => authScreen(refused(code, shown))?.screen),
  )
  expect(new Set(reached.filter(screen => screen !== undefined))).toEqual(
    new Set(Object.keys(english.connect.auth.screens)),
  )
})
