import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { bindHosts, localUrl, networkUrls, refuseOpenDoor } from '../../../src-main/gateway/bind.ts'
import { openHttpServer } from '../../../src-main/gateway/http-server.ts'
import { defaultLimits } from '../../../src-main/gateway/limits.ts'
import { closeTestGateways, quietLog, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const token = { mode: 'token', secret: 'x' } as const
const custom = (customBindHost?: string) => ({ customBindHost })

test.each([
  ['loopback', custom(), undefined, ['127.0.0.1'], '127.0.0.1'],
  ['auto', custom(), undefined, ['127.0.0.1'], '127.0.0.1'],
  ['lan', custom(), undefined, ['0.0.0.0'], '127.0.0.1'],
  ['tailnet', custom(), '100.101.102.103', ['100.101.102.103', '127.0.0.1'], '127.0.0.1'],
  ['custom', custom('192.168.1.7'), undefined, ['192.168.1.7', '127.0.0.1'], '127.0.0.1'],
  ['custom', custom('127.0.0.5'), undefined, ['127.0.0.5'], '127.0.0.5'],
  ['custom', custom('localhost'), undefined, ['127.0.0.1'], '127.0.0.1'],
  ['custom', custom('::1'), undefined, ['::1'], '[::1]'],
  ['custom', custom('::'), undefined, ['::'], '127.0.0.1'],
] as const)('"%s" with %o listens at %s: %o', (bind, config, tailnetHost, hosts, local) => {
  expect(bindHosts(bind, config, token, tailnetHost)).toEqual(hosts)
  expect(localUrl(hosts, 18_789)).toBe(`ws://${local}:18789`)
  expect(localUrl(hosts, 18_789, true)).toBe(`wss://${local}:18789`)
})

const address = (of: string, internal = false) =>
  ({
    address: of,
    family: of.includes(':') ? 'IPv6' : 'IPv4',
    internal,
    netmask: '',
    mac: '',
    cidr: null,
  }) as NetworkInterfaceInfo
const interfaces = {
  lo: [address('127.0.0.1', true), address('::1', true)],
  eth0: [address('192.168.1.7'), address('fe80::1'), address('2001:db8::7')],
  wlan0: [address('169.254.3.4')],
}

test.each([
  [['127.0.0.1'], []],
  [['192.168.1.7', '127.0.0.1'], ['ws://192.168.1.7:18789']],
  [['0.0.0.0'], ['ws://192.168.1.7:18789']],
  [['::'], ['ws://192.168.1.7:18789', 'ws://[2001:db8::7]:18789']],
])('other computers reach one that listens at %o under %o', (hosts, urls) => {
  expect(networkUrls(hosts, 18_789, false, interfaces)).toEqual(urls)
})

test.each([
  ['lan', custom(), undefined],
  ['tailnet', custom(), '100.101.102.103'],
  ['custom', custom('192.168.1.7'), undefined],
  ['custom', custom('::'), undefined],
] as const)('"%s" with %o is refused without a secret that was given', (bind, config, tailnetHost) => {
  for (const given of [{ mode: 'none' } as const, undefined]) {
    expect(() => bindHosts(bind, config, given, tailnetHost)).toThrow(
      `does not start on "${bind}" without a token or password`,
    )
  }
})

test.each([
  ['loopback', 'off', ['none', 'made', 'given']],
  ['loopback', 'serve', ['made', 'given']],
  ['lan', 'off', ['given']],
  ['lan', 'serve', ['given']],
] as const)('"%s" with Tailscale Serve %s opens to: %o', (bind, tailscaleMode, open) => {
  const door = { bind, tailscaleMode, ...custom() }
  const opens = (['none', 'made', 'given'] as const).filter(lock => {
    try {
      refuseOpenDoor(door, lock)
      return true
    } catch (error) {
      expect(error).toMatchObject({ code: 'BIND_REFUSED' })
      return false
    }
  })
  expect(opens).toEqual(open)
})

test.each(['my.gateway.example', '', '999.1.1.1'])('"custom" with %j is no address', host => {
  expect(() => bindHosts('custom', custom(host), token)).toThrow('gateway.customBindHost')
})

test('one port is served on several addresses, and all of them end together', async () => {
  const server = await openHttpServer({
    hosts: ['127.0.0.1', '127.0.0.2'],
    port: 0,
    limits: defaultLimits,
    certificate: undefined,
    ingress: { isTrustedProxy: () => false, acceptsServe: false },
    isHostServed: () => true,
    onRequest: (_, response) => void response.end('here'),
    onConnection: socket => socket.terminate(),
    onRefused: () => undefined,
  })
  const ask = (host: string) => fetch(`http://${host}:${server.port}/`).then(response => response.text())
  expect(await Promise.all([ask('127.0.0.1'), ask('127.0.0.2')])).toEqual(['here', 'here'])
  await server.close()
  await expect(ask('127.0.0.2')).rejects.toThrow('fetch failed')
})

test('an address this computer does not have is named', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap(list => list?.map(({ address }) => address))
  expect(addresses).not.toContain('192.0.2.1')
  const config = { gateway: { bind: 'custom', customBindHost: '192.0.2.1' } }
  await expect(startTestGateway({ config })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    report: { details: { what: expect.stringContaining('192.0.2.1') as string, why: 'EADDRNOTAVAIL' } },
  })
})

test('a short secret where others can reach the gateway is warned of, and not told', async () => {
  const warn = vi.fn<(message: string, fields?: object) => void>()
  const log = { ...quietLog, warn }
  await startTestGateway({ bind: 'lan', auth: { mode: 'password', password: 'hunter2' }, log })
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('guessed'), expect.anything())
  expect(JSON.stringify(warn.mock.calls)).not.toContain('hunter2')
  warn.mockClear()
  await startTestGateway({ auth: { mode: 'password', password: 'hunter2' }, log })
  expect(warn).not.toHaveBeenCalled()
})
