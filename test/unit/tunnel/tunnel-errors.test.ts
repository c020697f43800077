import { expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import {
  mapChannelError,
  mapDialError,
  mapSshError,
  type FailedAt,
} from '../../../src-main/tunnel/tunnel-errors.ts'

const at: FailedAt = {
  host: 'box',
  via: 'bastion',
  port: 22,
  user: 'me',
  stage: 'login',
  preamble: '',
  attempts: 0,
}

function ssh2Error(
  message: string,
  more: { level?: string; code?: string | number; reason?: number } = {},
): Error {
  return Object.assign(new Error(message), more)
}

test.each([
  ['ENOTFOUND', 'HOST_NOT_FOUND'],
  ['EAI_AGAIN', 'HOST_NOT_FOUND'],
  ['ECONNREFUSED', 'TCP_REFUSED'],
  ['ETIMEDOUT', 'TCP_TIMEOUT'],
  ['ECONNRESET', 'SSH_CLOSED_EARLY'],
  ['EHOSTUNREACH', 'HOST_UNREACHABLE'],
  ['ENETUNREACH', 'HOST_UNREACHABLE'],
  ['EPERM', 'HOST_UNREACHABLE'],
])('a dial that fails with %s is %s', (code, expected) => {
  const error = mapDialError(ssh2Error('x', { code }), at)
  expect(error.code).toBe(expected)
  expect(error.report.details).toMatchObject({ host: 'box', via: 'bastion' })
})

test.each([
  ['login', ssh2Error('read ECONNRESET', { level: 'client-socket', code: 'ECONNRESET' }), 'CONNECTION_LOST'],
  ['open', undefined, 'CONNECTION_LOST'],
  ['banner', undefined, 'SSH_CLOSED_EARLY'],
  ['banner', ssh2Error('Connection lost before handshake', { level: 'protocol' }), 'SSH_CLOSED_EARLY'],
  [
    'banner',
    ssh2Error('read ECONNRESET', { level: 'client-socket', code: 'ECONNRESET' }),
    'SSH_CLOSED_EARLY',
  ],
  ['key-exchange', ssh2Error('Handshake failed: x', { level: 'handshake' }), 'SSH_PROTOCOL_ERROR'],
  ['open', ssh2Error('Invalid MAC'), 'SSH_PROTOCOL_ERROR'],
  ['open', ssh2Error('Bad packet length'), 'SSH_PROTOCOL_ERROR'],
  ['open', ssh2Error('anything', { code: 10 }), 'CONNECTION_LOST'],
  ['open', ssh2Error('anything', { code: 5 }), 'SSH_PROTOCOL_ERROR'],
  ['login', ssh2Error('anything', { code: 12 }), 'SERVER_THROTTLING'],
  ['login', ssh2Error('anything', { code: 14 }), 'SSH_LOGIN_REFUSED'],
  ['login', ssh2Error('anything', { code: 2 }), 'SSH_PROTOCOL_ERROR'],
] as const)('at the stage %s, %s is %s', (stage, error, expected) => {
  expect(mapSshError(error, { ...at, stage }).code).toBe(expected)
})

test('the code for a protocol error after tries to log in means that there were too many', () => {
  expect(mapSshError(ssh2Error('anything', { code: 2 }), { ...at, attempts: 3 })).toMatchObject({
    code: 'SSH_TOO_MANY_ATTEMPTS',
    report: { details: { user: 'me', attempts: 3 } },
  })
})

test.each([
  ['Exceeded MaxStartups\r\n', 'SSH_CLOSED_EARLY'],
  ['Not allowed at this time\r\n', 'SSH_CLOSED_EARLY'],
  ['HTTP/1.1 400 Bad Request\r\n', 'NOT_AN_SSH_SERVER'],
])('before the banner, %j is %s', (preamble, expected) => {
  expect(mapSshError(undefined, { ...at, stage: 'banner', preamble }).code).toBe(expected)
})

// The texts are ssh2 1.17's own (lib/protocol/kex.js); it gives nothing else to tell them apart.
test.each([
  ['Handshake failed: no matching key exchange algorithm', 'key exchange'],
  ['Handshake failed: no matching host key format', 'host key'],
  ['Handshake failed: no matching C->S cipher', 'cipher'],
  ['Handshake failed: no matching S->C MAC', 'integrity (MAC)'],
  ['Handshake failed: no matching C->S compression', 'compression'],
])('%s names what is missing: %s', (message, what) => {
  const error = mapSshError(ssh2Error(message, { level: 'handshake' }), { ...at, stage: 'key-exchange' })
  expect(error).toMatchObject({
    code: 'SSH_NO_COMMON_ALGORITHM',
    message: expect.stringContaining(`no ${what} algorithm`) as string,
  })
})

test.each([
  [1, 'FORWARDING_FORBIDDEN'],
  [2, 'GATEWAY_NOT_LISTENING'],
  [3, 'CHANNEL_REFUSED'],
  [4, 'CHANNEL_REFUSED'],
  [99, 'CHANNEL_REFUSED'],
])('a channel refused for reason %d is %s', (reason, expected) => {
  const error = mapChannelError(ssh2Error('x', { reason }), { host: 'box', to: '127.0.0.1:18789' })
  expect(error.code).toBe(expected)
})

test('a channel that ssh2 answers without a reason was lost with its connection', () => {
  const error = mapChannelError(ssh2Error('No response from server'), { host: 'box', to: 'x:1' })
  expect(error.code).toBe('CONNECTION_LOST')
})

test('an error that is mapped already stays as it is, and the library’s error stays its cause', () => {
  const mapped = appError('SERVER_SILENT', { host: 'bastion', silentMs: 15_000 })
  expect(mapSshError(mapped, at)).toBe(mapped)
  const cause = ssh2Error('x', { code: 'ECONNREFUSED' })
  expect(mapDialError(cause, at).cause).toBe(cause)
})
