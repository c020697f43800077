// Each way in which a gateway does not let somebody in, as it is seen: a title of its own, the sentence, the command.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorReport, type DetailsOf, type ErrorCode, type ErrorReport } from '../../../src-shared/errors.ts'
import { sayError } from '../../../src-shared/error-words.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { polish } from '../../../src-shared/i18n/polish.ts'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { ladderAt, sshTarget } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const where = 'harbour:18789'
const report = <C extends ErrorCode>(code: C, details: DetailsOf<C>): ErrorReport =>
  errorReport(code, details)
const pairing = {
  requestId: 'b7c1f2d0-6f0e-4a41-9a3e-2f6d3f7f9f10',
  deviceId: '8f14e45f',
  command: 'openclaw devices approve b7c1f2d0-6f0e-4a41-9a3e-2f6d3f7f9f10',
  reason: 'not-paired',
}
const showToken = ['openclaw gateway auth-token --show', 'gangway dashboard --with-token']
const configFile = ['openclaw config file', 'gangway config file']
const screens = polish.connect.auth.screens

type Row = [title: string, inPolish: string, error: ErrorReport, commands: readonly string[]]
const problems: Row[] = [
  [
    'The gateway wants its token',
    screens.tokenMissing.title,
    report('GATEWAY_TOKEN_MISSING', { where }),
    showToken,
  ],
  [
    'The token is not the gateway’s',
    screens.tokenRefused.title,
    report('GATEWAY_TOKEN_MISMATCH', { where, used: 'token' }),
    showToken,
  ],
  [
    'The gateway no longer knows this device',
    screens.deviceToken.title,
    report('GATEWAY_TOKEN_MISMATCH', { where, used: 'device token' }),
    showToken,
  ],
  [
    'The gateway wants its password',
    screens.passwordMissing.title,
    report('GATEWAY_PASSWORD_MISSING', { where }),
    configFile,
  ],
  [
    'The password is not the gateway’s',
    screens.passwordRefused.title,
    report('GATEWAY_PASSWORD_MISMATCH', { where, used: 'password' }),
    configFile,
  ],
  [
    'The gateway has no secret to compare with',
    screens.secretUnset.title,
    report('GATEWAY_SECRET_UNSET', { where, what: 'token' }),
    ['openclaw doctor --generate-gateway-token', 'gangway config file'],
  ],
  [
    'The gateway has no secret to compare with',
    screens.secretUnset.title,
    report('GATEWAY_SECRET_UNSET', { where, what: 'password' }),
    ['openclaw configure --section gateway', 'gangway config file'],
  ],
  [
    'The setup code has expired',
    screens.setupCode.title,
    report('SETUP_CODE_REFUSED', { where }),
    ['openclaw qr --setup-code-only'],
  ],
  [
    'The gateway could not tell who you are',
    screens.identity.title,
    report('GATEWAY_IDENTITY_REFUSED', { where, reason: 'tailscale whois failed' }),
    ['openclaw config get gateway.auth.mode', 'gangway config get gateway.auth.mode'],
  ],
  [
    'The gateway asks to wait',
    screens.rateLimited.title,
    report('GATEWAY_RATE_LIMITED', {}),
    ['openclaw logs --follow', 'gangway logs --follow'],
  ],
  [
    'The gateway does not accept this device’s signature',
    screens.device.title,
    report('DEVICE_REFUSED', { reason: 'signature expired' }),
    ['date -u'],
  ],
  [
    'This device may do too little',
    screens.scope.title,
    report('SCOPE_MISSING', { missing: 'operator.read' }),
    ['openclaw devices list', 'gangway devices list'],
  ],
  [
    'The gateway does not know this page',
    screens.origin.title,
    report('ORIGIN_NOT_ALLOWED', { where }),
    [
      'openclaw config get gateway.controlUi.allowedOrigins',
      'gangway config get gateway.controlUi.allowedOrigins',
    ],
  ],
  [
    'The app and the gateway speak different versions',
    screens.protocol.title,
    report('GATEWAY_PROTOCOL_MISMATCH', { ours: 4, theirs: 3, toUpdate: 'gateway' }),
    ['openclaw update', 'gangway --version'],
  ],
  [
    'The app and the gateway speak different versions',
    screens.protocol.title,
    report('GATEWAY_PROTOCOL_MISMATCH', { ours: 4, theirs: 5, toUpdate: 'gangway' }),
    ['gangway --version'],
  ],
  [
    'The gateway wants another version of the app',
    screens.version.title,
    report('CLIENT_VERSION_REFUSED', { where }),
    ['openclaw --version', 'gangway --version'],
  ],
  [
    'Approve this device on the gateway',
    polish.connect.pairing.title,
    report('PAIRING_REQUIRED', pairing),
    [pairing.command, pairing.command.replace('openclaw', 'gangway')],
  ],
]

function needing(error: ErrorReport): ConnectionState {
  const phase = error.retry === 'later' ? ('waiting' as const) : ('needs-you' as const)
  const ladder = ladderAt('gateway-auth', 'failed', error)
  return phase === 'waiting'
    ? { phase, target: sshTarget, ladder, error, attempt: 2, retryAt: Date.now() + 60_000 }
    : { phase, target: sshTarget, ladder, error }
}

test.each(problems)('“%s” (%s) says why, and hands over its command', async (title, _, error, commands) => {
  const { page, accessibilityFaults, close } = await bench.open({
    answers: { 'connection.current': () => needing(error) },
  })
  await page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor()
  // Pairing has steps in place of a sentence.
  if (error.code !== 'PAIRING_REQUIRED') {
    const main = page.getByRole('main')
    const { message, remedy } = sayError(error, inEnglish)
    await main.getByText(message, { exact: true }).waitFor()
    await main.getByText(remedy, { exact: true }).waitFor()
  }
  for (const command of commands) {
    const shown = page.getByRole('group').filter({ has: page.getByText(command, { exact: true }) })
    await shown.getByRole('button', { name: 'Copy' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command)
  }
  expect(
    await page
      .getByRole('main')
      .getByRole('group')
      .filter({ has: page.locator('code') })
      .count(),
  ).toBe(commands.length)
  expect(await accessibilityFaults()).toEqual([])
  await close()
})

test('each of them has its title in Polish too', async () => {
  const window = await bench.open()
  for (const [, title, error] of problems) {
    await window.reopen({
      answers: {
        'connection.current': () => needing(error),
        'settings.current': () => ({ ...defaultAppSettings, language: 'pl' }),
      },
    })
    await window.page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor()
  }
  await window.close()
})

test('what is older is updated where it is: the app on this computer, a gateway on its host', async () => {
  const window = await bench.open()
  for (const [toUpdate, place] of [
    ['gangway', 'On this computer'],
    ['gateway', 'On the gateway’s host, in its owner’s account'],
  ] as const) {
    const error = report('GATEWAY_PROTOCOL_MISMATCH', { ours: 4, theirs: 5, toUpdate })
    await window.reopen({ answers: { 'connection.current': () => needing(error) } })
    await window.page.getByRole('heading', { level: 3, name: place }).waitFor()
  }
  await window.close()
})

test('a password is asked for where the gateway compares passwords', async () => {
  const error = report('GATEWAY_PASSWORD_MISSING', { where })
  const { page, close } = await bench.open({ answers: { 'connection.current': () => needing(error) } })
  await page.getByRole('textbox', { name: 'Gateway password' }).waitFor()
  await close()
})
