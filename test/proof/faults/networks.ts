// F9: the computer is on another network, at another address, or on none; names lead elsewhere; somebody else answers.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Interfaces } from '../../../src-main/connection/network-interfaces.ts'
import type { ErrorCode } from '../../../src-shared/errors.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { at, comesBack, ethernet, nothing, openComputer, vpn, wifi, type Computer } from './computer.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { need } from './ssh-site.ts'

type Move = readonly [name: string, networks: readonly Interfaces[]]

/** Each change takes the flows along, as a new address does. */
const moves = (
  [
    ['Wi-Fi to Ethernet', [ethernet]],
    ['Ethernet to a VPN', [ethernet, vpn]],
    ['a VPN that ends', [vpn, ethernet]],
    ['another address on the same network', [{ wlan0: at('192.0.2.8') }]],
    ['no network for a while', [nothing, wifi]],
    ['Wi-Fi, Ethernet, VPN, none, Wi-Fi', [ethernet, vpn, nothing, wifi]],
  ] satisfies Move[]
).map(([name, networks]): Variant<Computer> => ({
  name,
  play: async (site, measured) => {
    for (const next of networks) {
      site.proxy.loseFlows()
      site.be(next)
      if (next !== nothing) await comesBack(site, measured)
    }
  },
}))

const waitsFor = (site: Computer, code: ErrorCode) =>
  site.until(code, state => state.phase === 'waiting' && state.error.code === code)

/** The server at another address, until the function is over. */
async function elsewhere(site: Computer, host: string, measured: Measured): Promise<void> {
  const moved = await startFaultProxy(site.sshd, { host, port: site.proxy.port })
  try {
    site.hostName.lead([host])
    site.proxy.refuse(true)
    site.proxy.loseFlows()
    site.be(host === '::1' ? { wlan0: at('2001:db8::7') } : ethernet)
    await comesBack(site, measured)
    need(moved.accepted() > 0, 'it was not gone to where the name leads now')
  } finally {
    await site.controller.disconnect()
    await moved.close()
  }
}

const others: readonly Variant<Computer>[] = [
  {
    name: 'the server’s name leads to another address',
    play: (site, measured) => elsewhere(site, '127.0.0.2', measured),
  },
  {
    name: 'a network of IPv6 alone',
    play: (site, measured) => elsewhere(site, '::1', measured),
  },
  {
    name: 'a network whose resolver answers only after a while',
    play: async (site, measured) => {
      site.hostName.lead('away')
      site.proxy.loseFlows()
      site.be(ethernet)
      await waitsFor(site, 'HOST_NOT_FOUND')
      site.hostName.lead(['127.0.0.1'])
      await comesBack(site, measured)
    },
  },
  {
    name: 'a network that answers in the server’s place until one has signed in',
    play: async (site, measured) => {
      const portal = createServer((_request, answer) => answer.writeHead(302, { location: '/sign-in' }).end())
      portal.listen(0, '127.0.0.1')
      await once(portal, 'listening')
      try {
        site.proxy.leadTo({ host: '127.0.0.1', port: (portal.address() as AddressInfo).port })
        site.proxy.loseFlows()
        site.be({ wlan0: at('203.0.113.20') })
        const isTold = await site.until('the word for it', ({ phase }) => phase === 'needs-you')
        need('error' in isTold && isTold.error.code === 'NOT_AN_SSH_SERVER', 'the portal was not named')
        need(site.logins() === 1, 'somebody was logged in')
        site.proxy.leadTo(site.sshd)
        await comesBack(site, measured)
      } finally {
        portal.closeAllConnections()
        portal.close()
      }
    },
  },
  {
    name: 'an interface that comes and goes, with the line and then without',
    play: async (site, measured) => {
      const dialled = site.proxy.accepted()
      const flap = (times: number): void => {
        for (let turn = 0; turn < times; turn++) site.be(turn % 2 === 0 ? vpn : ethernet)
      }
      flap(10)
      await site.answered()
      need(site.proxy.accepted() === dialled, 'a living line was dialled anew')
      site.hostName.lead('away')
      site.proxy.loseFlows()
      flap(2)
      await waitsFor(site, 'HOST_NOT_FOUND')
      const looked = site.hostName.lookups()
      flap(20)
      // Three times in two minutes a change is a reason to dial; the rest is the schedule’s.
      need(site.hostName.lookups() - looked <= 4, `it was tried ${site.hostName.lookups() - looked} times`)
      site.hostName.lead(['127.0.0.1'])
      await comesBack(site, measured)
    },
  },
  {
    name: 'the network goes while one connects, and another comes',
    play: async (site, measured) => {
      await site.controller.disconnect()
      site.proxy.silent(true)
      site.connect()
      const isAt = (step: string) => (state: typeof site.controller.state) =>
        'ladder' in state && state.ladder.some(({ id, verdict }) => id === step && verdict === 'running')
      await site.until('the server’s first word', isAt('host-key'))
      site.be(nothing)
      need(site.controller.state.phase === 'opening', 'it was given up before anything was known')
      site.proxy.silent(false)
      site.be(ethernet)
      await comesBack(site, measured)
    },
  },
]

const changes = [...moves, ...others].map(({ name, play }): Variant<Computer> => ({
  name,
  play: async (site, measured, random) => {
    await play(site, measured, random)
    need(site.asked.length === 0, 'somebody was asked')
  },
}))

/** On Linux: that every address of 127.0.0.0/8 is this computer is not so everywhere. */
export const networkChanges: FaultCase = options =>
  playVariants('F9', options, changes, () => openComputer(), 3)
