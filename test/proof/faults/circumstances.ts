// F8, F9 and F10: the computer sleeps, its networks change, its clock is set. The operating system is made up; the
// connection, the SSH server and the lines between them are real.
import type { NetworkInterfaceInfo } from 'node:os'
import { systemClock } from '../../../src-main/connection/clock.ts'
import type { Interfaces } from '../../../src-main/connection/network-interfaces.ts'
import { watchCircumstances } from '../../../src-main/connection/watch-circumstances.ts'
import { createTestClock } from '../../support/test-clock.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { need, openOnlineSite, type SshSite } from './ssh-site.ts'

type Computer = SshSite & {
  /** The timers of the watch stand still for so long; the uptime does not. */
  readonly sleep: (ms: number) => void
  /** The networks from now on, noticed at the next look. */
  readonly be: (interfaces: Interfaces) => void
  /** The clock on the wall is set. */
  readonly set: (ms: number) => void
}

const at = (address: string): NetworkInterfaceInfo[] => [
  { address, family: 'IPv4', internal: false, netmask: '', mac: '', cidr: null },
]
const wifi: Interfaces = { wlan0: at('192.0.2.7') }
const ethernet: Interfaces = { eth0: at('198.51.100.4') }
const vpn: Interfaces = { ...ethernet, tun0: at('203.0.113.9') }
const nothing: Interfaces = {}

async function openComputer(): Promise<Computer> {
  let setMs = 0
  const site = await openOnlineSite({ clock: { ...systemClock, now: () => Date.now() + setMs } })
  const watch = createTestClock()
  let sleptMs = 0
  let interfaces = wifi
  const stop = watchCircumstances(site.controller, {
    interfaces: () => interfaces,
    clock: watch,
    uptime: () => watch.now() + sleptMs,
  })
  return {
    ...site,
    sleep: ms => {
      sleptMs += ms
      watch.pass(15_000)
    },
    be: next => {
      interfaces = next
      watch.pass(5_000)
    },
    set: ms => {
      setMs += ms
      watch.pass(60_000)
    },
    close: async () => {
      stop()
      await site.close()
    },
  }
}

async function comesBack(site: SshSite, measured: Measured): Promise<void> {
  const startedOn = performance.now()
  await site.answered()
  measured('back', performance.now() - startedOn)
}

const minutes = 60_000
const sleeps: readonly Variant<Computer>[] = [
  ...[0.5, 1, 10, 480].map(length => ({
    name: `a sleep of ${length} min that the line does not survive`,
    play: async (site: Computer, measured: Measured) => {
      const dialled = site.proxy.accepted()
      site.proxy.loseFlows()
      site.sleep(length * minutes)
      await comesBack(site, measured)
      need(site.proxy.accepted() <= dialled + 2, 'it was dialled more than twice')
    },
  })),
  {
    name: 'a sleep that the line survives',
    play: async site => {
      const dialled = site.proxy.accepted()
      site.sleep(5 * minutes)
      await site.answered()
      need(site.proxy.accepted() === dialled, 'a living line was dialled anew')
      need(site.gateway.seen.length === 1, 'a living session was begun anew')
    },
  },
  {
    name: 'ten short wakes of a night',
    play: async site => {
      const dialled = site.proxy.accepted()
      for (let night = 0; night < 10; night++) site.sleep(minutes)
      await site.answered()
      need(site.proxy.accepted() === dialled, 'a living line was dialled anew')
    },
  },
  {
    name: 'a wake without a network, which comes later',
    play: async (site, measured) => {
      site.proxy.refuse(true)
      site.proxy.reset()
      site.be(nothing)
      await site.until('the wait', found => found.phase === 'waiting' && found.retryAt === undefined)
      const dialled = site.proxy.accepted()
      site.sleep(480 * minutes)
      for (let night = 0; night < 10; night++) site.sleep(minutes)
      need(site.proxy.accepted() === dialled, 'it was dialled although there is no network')
      site.proxy.pass()
      site.be(wifi)
      await comesBack(site, measured)
    },
  },
]

const moves: readonly Variant<Computer>[] = [
  ['Wi-Fi to Ethernet', [ethernet]],
  ['Ethernet to a VPN', [ethernet, vpn]],
  ['a VPN that ends', [vpn, ethernet]],
  ['another address on the same network', [{ wlan0: at('192.0.2.8') }]],
  ['no network for a while', [nothing, wifi]],
  ['all of it in a row', [ethernet, vpn, nothing, wifi]],
].map(([name, networks]) => ({
  name: name as string,
  play: async (site: Computer, measured: Measured) => {
    for (const next of networks as Interfaces[]) {
      site.proxy.loseFlows()
      site.be(next)
      if (next !== nothing) await comesBack(site, measured)
    }
    need(site.asked.length === 0, 'somebody was asked')
  },
}))

const clocks: readonly Variant<Computer>[] = [
  ...[1, -1, 24, -24].map(hours => ({
    name: `the clock is set by ${hours} h`,
    play: async (site: Computer) => {
      const seen = site.states.length
      const dialled = site.proxy.accepted()
      site.set(hours * 60 * minutes)
      await site.answered()
      await site.controller.checkHealth()
      need(
        site.states.slice(seen).every(({ phase }) => phase === 'online'),
        'the light left green',
      )
      need(site.proxy.accepted() === dialled, 'it was dialled anew')
      site.proxy.loseFlows()
      await site.answered()
      need(site.proxy.accepted() <= dialled + 2, 'it was dialled more than twice')
    },
  })),
  {
    name: 'the time zone changes',
    play: async site => {
      const before = process.env['TZ']
      const dialled = site.proxy.accepted()
      try {
        process.env['TZ'] = 'Pacific/Kiritimati'
        site.sleep(0)
        await site.answered()
        need(site.proxy.accepted() === dialled, 'it was dialled anew')
      } finally {
        if (before === undefined) delete process.env['TZ']
        else process.env['TZ'] = before
      }
    },
  },
  {
    name: 'a time server corrects the clock bit by bit',
    play: async site => {
      const dialled = site.proxy.accepted()
      for (let step = 0; step < 10; step++) site.set(40)
      await site.answered()
      need(site.proxy.accepted() === dialled, 'it was dialled anew')
    },
  },
]

export const computerSleeps: FaultCase = options => playVariants('F8', options, sleeps, openComputer, 3)

export const networkChanges: FaultCase = options => playVariants('F9', options, moves, openComputer, 3)

/** One at a time: the time zone is the whole process’s. */
export const clockIsSet: FaultCase = options => playVariants('F10', options, clocks, openComputer)
