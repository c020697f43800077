import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { isOriginAllowed } from '../../../src-main/gateway/browser-origin.ts'

const own = hostname().toLowerCase()

/** Whether a page may connect that was loaded from `origin` and asks for `host`. */
function isAllowed(
  from: 'here' | 'elsewhere',
  origin: string | undefined,
  host: string,
  allowed: string[] = [],
) {
  const isLoopback = from === 'here'
  const address = isLoopback ? '127.0.0.1' : '192.168.1.7'
  return isOriginAllowed(
    { address, isLoopback, via: 'direct', origin, host, claimedLogin: undefined },
    allowed,
  )
}

test.each([
  ['here', undefined, '127.0.0.1:18789', true],
  ['here', 'http://localhost:5173', '127.0.0.1:18789', true],
  ['here', 'http://[::1]:5173', '127.0.0.1:18789', true],
  // A page of the visitor's own computer means nothing at the door of another.
  ['elsewhere', 'http://localhost:5173', '192.168.1.5:18789', false],
  ['elsewhere', 'http://192.168.1.5:18789', '192.168.1.5:18789', true],
  ['elsewhere', 'http://192.168.1.5:3000', '192.168.1.5:18789', false],
  ['elsewhere', 'http://box.local:18789', 'box.local:18789', true],
  ['elsewhere', 'https://box.tail1234.ts.net', 'box.tail1234.ts.net', true],
  ['elsewhere', 'http://gateway:18789', 'gateway:18789', true],
  ['here', `http://${own}:18789`, `${own}:18789`, true],
  // Names that somebody on the network may have pointed at this computer's loopback.
  ['here', 'http://evil.local:18789', 'evil.local:18789', own === 'evil'],
  ['here', 'http://evil:18789', 'evil:18789', own === 'evil'],
  ['here', 'http://evil.example:18789', 'evil.example:18789', false],
  ['elsewhere', 'http://evil.example:18789', 'evil.example:18789', false],
  ['here', 'file://', '127.0.0.1:18789', false],
  ['here', 'null', '127.0.0.1:18789', false],
  ['here', 'app://gangway', '127.0.0.1:18789', false],
  ['here', 'chrome-extension://abc', '127.0.0.1:18789', false],
] as const)('from %s, a page of %s that asks for %s: allowed %s', (from, origin, host, expected) => {
  expect(isAllowed(from, origin, host)).toBe(expected)
})

test('what the configuration names is allowed from everywhere, and nothing that only resembles it', () => {
  const allowed = ['https://mine.example']
  expect(isAllowed('elsewhere', 'https://mine.example', 'x', allowed)).toBe(true)
  for (const origin of [
    'http://mine.example',
    'https://mine.example:8443',
    'https://mine.example.evil.example',
  ])
    expect(isAllowed('elsewhere', origin, 'x', allowed)).toBe(false)
})
