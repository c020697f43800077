import { expect, test } from 'vitest'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { pageAddress, signingIn } from '../../../src-main/cli/page-address.ts'

const ssh = { kind: 'ssh', host: 'server', gatewayPort: 18_789, engine: 'ssh2' } as const

test.each<[ConnectionTarget, string | undefined, string | undefined]>([
  [{ kind: 'local' }, undefined, 'http://127.0.0.1:4000/'],
  [{ kind: 'local' }, '/openclaw/', 'http://127.0.0.1:4000/openclaw/'],
  [{ kind: 'direct', url: 'wss://far.example' }, undefined, 'https://far.example/'],
  [{ kind: 'direct', url: 'ws://10.0.0.2:18789/x' }, undefined, 'http://10.0.0.2:18789/x'],
  [{ ...ssh, localPort: 4001 }, undefined, 'http://127.0.0.1:4001/'],
  [ssh, undefined, undefined],
])('the page of %j (base path %j) is at %s', (target, basePath, address) => {
  expect(pageAddress(target, { localUrl: 'ws://127.0.0.1:4000', basePath })?.href).toBe(address)
})

test('the token is in the fragment alone, whatever is in it', () => {
  const url = signingIn(new URL('http://127.0.0.1:1/'), 'a&b #c')
  expect([url.search, new URLSearchParams(url.hash.slice(1)).get('token')]).toEqual(['', 'a&b #c'])
})
