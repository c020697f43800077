import { expect, test } from 'vitest'
import { exitCodeOf } from '../../../src-main/cli/exit-codes.ts'
import { errorReport } from '../../../src-shared/errors.ts'

const host = { host: 'server' }

test.each([
  ['a wrong option', errorReport('INVALID_INPUT', { what: 'x', why: 'y' }), 1],
  ['--url without a credential', errorReport('CREDENTIALS_REQUIRED', { how: '--url' }), 1],
  ['broken settings', errorReport('SETTINGS_BROKEN', { path: 'x', why: 'y' }), 1],
  ['no such host', errorReport('HOST_NOT_FOUND', host), 2],
  ['nothing listening', errorReport('TCP_REFUSED', { ...host, port: 1 }), 2],
  ['no gateway behind the tunnel', errorReport('GATEWAY_NOT_LISTENING', { ...host, to: 'x' }), 2],
  ['something else at the port', errorReport('NOT_A_GATEWAY', { where: 'x', what: 'y' }), 2],
  ['a wrong token', errorReport('GATEWAY_TOKEN_MISMATCH', { where: 'x', used: 'token' }), 3],
  ['a refused login', errorReport('SSH_LOGIN_REFUSED', { ...host, user: 'me', tried: [], offered: [] }), 3],
  [
    'a changed host key',
    errorReport('HOST_KEY_CHANGED', { ...host, expected: 'a', presented: 'b', keyType: 'c', where: 'd' }),
    3,
  ],
  ['forwarding that is forbidden', errorReport('FORWARDING_FORBIDDEN', { ...host, to: 'x' }), 3],
  [
    'a request the gateway refuses',
    errorReport('GATEWAY_REQUEST_FAILED', { method: 'm', gatewayCode: 'c', gatewayMessage: 'x' }),
    3,
  ],
])('%s ends with its code', (_what, report, code) => {
  expect(exitCodeOf(report)).toBe(code)
})
