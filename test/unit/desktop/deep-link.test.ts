import { expect, test } from 'vitest'
import { readDeepLink } from '../../../src-main/desktop/deep-link.ts'
import { malformedLinks } from '../../support/hostile-starts/links.ts'

const hex = 'a1'.repeat(32)

test.each([
  ['gangway://open', { page: 'chat' }],
  ['gangway://open/', { page: 'chat' }],
  ['GANGWAY://connect?target=local', { page: 'connect', proposal: { kind: 'local' } }],
  [
    'gangway://connect?target=maria%40harbour:2222&gatewayPort=18790',
    {
      page: 'connect',
      proposal: { kind: 'ssh', host: 'maria@harbour:2222', gatewayPort: 18790, engine: 'ssh2' },
    },
  ],
  [
    'gangway://connect/?target=ssh://maria@harbour',
    { page: 'connect', proposal: { kind: 'ssh', host: 'maria@harbour', gatewayPort: 18789, engine: 'ssh2' } },
  ],
  [
    `gangway://connect?target=wss%3A%2F%2Fgateway.example%3A18789&tlsFingerprint=${hex}`,
    {
      page: 'connect',
      proposal: { kind: 'direct', url: 'wss://gateway.example:18789/', tlsFingerprint: hex },
    },
  ],
])('%s fills in a form', (link, destination) => {
  expect(readDeepLink(link)).toEqual(destination)
})

test(`none of ${malformedLinks.length} malformed links leads anywhere`, () => {
  expect(malformedLinks.length).toBeGreaterThan(100)
  expect(new Set(malformedLinks).size).toBe(malformedLinks.length)
  expect(malformedLinks.filter(link => readDeepLink(link) !== undefined)).toEqual([])
})
