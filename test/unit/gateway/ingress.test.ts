import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { addressMatcher, attribute } from '../../../src-main/gateway/ingress.ts'
import {
  closeTestGateways,
  connectParams,
  connectRaw,
  makeDevice,
  signedParams,
  startTestGateway,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const serve = {
  'x-forwarded-for': '100.101.102.103',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'box',
}

/** Who is at the other end of a request from `from` with these headers. */
function arrive(from: string, headers: Record<string, string>, trusted: string[] = [], acceptsServe = false) {
  const request = { socket: { remoteAddress: from }, headers } as unknown as IncomingMessage
  const arrival = attribute(request, { isTrustedProxy: addressMatcher(trusted), acceptsServe })
  if (!arrival.ok) return arrival.why
  const { address, isLoopback, via, claimedLogin } = arrival.peer
  return `${address} ${via}${isLoopback ? ' from here' : ''}${claimedLogin ? ` as ${claimedLogin}` : ''}`
}

test.each([
  ['127.0.0.1', {}, [], '127.0.0.1 direct from here'],
  ['::1', {}, [], '::1 direct from here'],
  ['::ffff:127.0.0.1', {}, [], '127.0.0.1 direct from here'],
  ['192.168.1.7', {}, [], '192.168.1.7 direct'],
  // What a stranger says of itself changes nothing.
  ['192.168.1.7', { 'x-forwarded-for': '127.0.0.1' }, [], '192.168.1.7 direct'],
  ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, ['127.0.0.1'], '203.0.113.9 proxy'],
  ['10.1.2.3', { 'x-forwarded-for': '203.0.113.9' }, ['10.0.0.0/8'], '203.0.113.9 proxy'],
  ['fd00::1', { 'x-forwarded-for': '[2001:db8::9]:443' }, ['fd00::/8'], '2001:db8::9 proxy'],
  // Only the last hop that is no proxy of ours cannot be made up by the client.
  [
    '10.1.2.3',
    { 'x-forwarded-for': '127.0.0.1, 203.0.113.9, 10.9.9.9' },
    ['10.0.0.0/8'],
    '203.0.113.9 proxy',
  ],
  [
    '127.0.0.1',
    { 'x-forwarded-for': '127.0.0.1' },
    ['10.0.0.1', '127.0.0.2'],
    expect.stringContaining('gateway.trustedProxies'),
  ],
  ['127.0.0.1', { 'x-forwarded-for': 'unknown' }, ['127.0.0.1'], expect.stringContaining('X-Forwarded-For')],
  [
    '127.0.0.1',
    { 'x-forwarded-for': '127.0.0.1' },
    ['127.0.0.1'],
    expect.stringContaining('X-Forwarded-For'),
  ],
  ['127.0.0.1', { 'x-real-ip': '203.0.113.9' }, ['127.0.0.1'], expect.stringContaining('X-Forwarded-For')],
])('from %s with %o behind proxies %o: %s', (from, headers, trusted, expected) => {
  expect(arrive(from, headers as Record<string, string>, trusted)).toEqual(expected)
})

test.each([
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'tailscale-user-login',
])('on loopback, %s from a proxy nobody configured is refused', header => {
  expect(arrive('127.0.0.1', { [header]: '203.0.113.9' })).toContain('gateway.trustedProxies')
})

describe('what Tailscale Serve hands over', () => {
  test('is the tailnet client’s, and its login only a claim', () => {
    expect(arrive('127.0.0.1', { ...serve, 'tailscale-user-login': 'ada@example.com' }, [], true)).toBe(
      '100.101.102.103 tailscale as ada@example.com',
    )
    expect(arrive('127.0.0.1', serve, [], true)).toBe('100.101.102.103 tailscale')
  })

  test('counts only from this computer', () => {
    expect(arrive('192.168.1.7', { ...serve, 'tailscale-user-login': 'ada@example.com' }, [], true)).toBe(
      '192.168.1.7 direct',
    )
  })

  test.each([
    ['from the whole internet', { ...serve, 'tailscale-funnel-request': '?1' }],
    ['without all of Serve’s headers', { 'x-forwarded-for': '100.101.102.103' }],
    ['with more than one address', { ...serve, 'x-forwarded-for': '100.101.102.103, 127.0.0.1' }],
    ['with something that is no address', { ...serve, 'x-forwarded-for': 'box' }],
  ])('is refused %s', (_, headers) => {
    expect(arrive('127.0.0.1', headers, [], true)).toMatch(
      /gateway.trustedProxies|no single client address|Funnel is not let in/,
    )
  })
})

test('a device behind a trusted proxy waits for approval, although the proxy is on this computer', async () => {
  const gateway = await startTestGateway({ config: { gateway: { trustedProxies: ['127.0.0.1'] } } })
  const proxied = { 'x-forwarded-for': '203.0.113.9' }
  const peer = await connectRaw(gateway, proxied)
  expect(await peer.request('connect', signedParams(makeDevice(), peer.nonce))).toMatchObject({
    error: { code: 'NOT_PAIRED', details: { code: 'PAIRING_REQUIRED', reason: 'not-paired' } },
  })

  const tool = await connectRaw(gateway, proxied)
  expect(await tool.request('connect', connectParams())).toMatchObject({
    error: { details: { code: 'DEVICE_IDENTITY_REQUIRED' } },
  })
  const here = await connectRaw(gateway)
  expect(await here.request('connect', connectParams())).toMatchObject({ ok: true })
})

test('without secrets a gateway serves nobody behind a proxy', async () => {
  const gateway = await startTestGateway({
    auth: { mode: 'none' },
    config: { gateway: { trustedProxies: ['127.0.0.1'] } },
  })
  const peer = await connectRaw(gateway, { 'x-forwarded-for': '203.0.113.9' })
  expect(await peer.request('connect', signedParams(makeDevice(), peer.nonce))).toMatchObject({
    error: { details: { code: 'AUTH_UNAUTHORIZED' } },
  })
})
