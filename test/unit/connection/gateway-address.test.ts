import { expect, test } from 'vitest'
import { isPrivateAddress, parseGatewayUrl } from '../../../src-main/connection/gateway-address.ts'

test.each([
  ['ws://127.0.0.1:18789', { hostname: '127.0.0.1', port: 18_789, secure: false }],
  ['ws://localhost', { hostname: 'localhost', port: 80, secure: false }],
  ['ws://[::1]:18789/path', { hostname: '::1', port: 18_789, secure: false }],
  ['wss://gateway.example.com', { hostname: 'gateway.example.com', port: 443, secure: true }],
  ['wss://203.0.113.7:8443/', { hostname: '203.0.113.7', port: 8443, secure: true }],
  ['  WS://10.1.2.3:1 ', { hostname: '10.1.2.3', port: 1, secure: false }],
] as const)('%s is read', (text, expected) => {
  expect(parseGatewayUrl(text)).toMatchObject(expected)
})

test.each([
  'http://127.0.0.1',
  'https://host',
  '127.0.0.1:18789',
  'ws://',
  'ws://me@127.0.0.1',
  'ws://:secret@127.0.0.1',
  'ws://127.0.0.1/?token=x',
  'ws://127.0.0.1/#token=x',
  'file:///etc/passwd',
  'ws://127.0.0.1:99999',
])('%s is no gateway address, and is not quoted', text => {
  expect(() => parseGatewayUrl(text)).toThrow(expect.objectContaining({ code: 'URL_INVALID' }) as Error)
  expect(() => parseGatewayUrl(text)).not.toThrow(/secret|token=x/)
})

test.each([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['192.169.1.1', false],
  ['169.254.1.1', true],
  ['100.64.0.1', true],
  ['100.127.255.255', true],
  ['100.128.0.1', false],
  ['8.8.8.8', false],
  ['::1', true],
  ['::2', false],
  ['fd7a:115c:a1e0::1', true],
  ['fe80::1%eth0', true],
  ['2001:db8::1', false],
  ['::ffff:10.0.0.1', true],
  ['::ffff:8.8.8.8', false],
] as const)('the address %s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected)
})

test.each([
  'ws://8.8.8.8',
  'ws://gateway.example.com',
  'ws://localhost.example.com',
  'ws://evil-localhost',
  'ws://ts.net.example.com',
  'ws://xts.net',
  'ws://[2001:db8::1]:1',
  'ws://0x08080808',
])('%s would send everything in clear, and is refused', text => {
  expect(() => parseGatewayUrl(text)).toThrow(expect.objectContaining({ code: 'PLAINTEXT_REFUSED' }) as Error)
})

test.each(['ws://laptop.tail1234.ts.net:18789', 'ws://mac.local', 'ws://100.100.1.2', 'ws://x.localhost.'])(
  '%s may be plain',
  text => {
    expect(parseGatewayUrl(text).secure).toBe(false)
  },
)
