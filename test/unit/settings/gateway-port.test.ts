import { expect, test } from 'vitest'
import { defaultPortOf, gatewayPort } from '../../../src-main/settings/gateway-port.ts'

const from = (value: string) => ({ OPENCLAW_GATEWAY_PORT: value })

test.each([
  ['nothing', {}, 18_789],
  ['gateway.port', { configured: 1_001 }, 1_001],
  ['--port over gateway.port', { configured: 1_001, asked: 1_002 }, 1_002],
  ['the environment over both', { configured: 1_001, asked: 1_002, env: from('1003') }, 1_003],
  ['an empty variable for none', { configured: 1_001, env: from('') }, 1_001],
  [
    'Gangway’s own variable over OpenClaw’s',
    { env: { ...from('1003'), GANGWAY_GATEWAY_PORT: '1004' } },
    1_004,
  ],
  ['any free port from the command line', { configured: 1_001, asked: 0 }, 0],
  ['what is no port for none', { configured: '1001' }, 18_789],
])('the port follows %s', (_, wishes, port) => {
  expect(gatewayPort({ profile: 'default', configured: undefined, env: {}, ...wishes })).toBe(port)
})

test.each(['18789x', '-1', '0', ' ', '65536', '1e3', '0x10'])(
  'OPENCLAW_GATEWAY_PORT=%s is refused',
  value => {
    expect(() => gatewayPort({ profile: 'default', configured: 1, env: from(value) })).toThrow(
      'OPENCLAW_GATEWAY_PORT',
    )
  },
)

test('each profile has a port of its own, the same each time, away from the usual one', () => {
  const ports = ['work', 'rescue', 'lab', 'home'].map(defaultPortOf)
  expect(new Set(ports).size).toBe(4)
  expect(ports).toEqual(['work', 'rescue', 'lab', 'home'].map(defaultPortOf))
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000)
    expect(port).toBeLessThan(30_000)
  }
})
