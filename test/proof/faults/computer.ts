// A computer that sleeps, changes its networks and has its clock set. The operating system is made up; the connection,
// the SSH server and the lines between them are real.
import type { NetworkInterfaceInfo } from 'node:os'
import { systemClock } from '../../../src-main/connection/clock.ts'
import type { Interfaces } from '../../../src-main/connection/network-interfaces.ts'
import { watchCircumstances } from '../../../src-main/connection/watch-circumstances.ts'
import { makeHostName, type HostName } from '../../support/host-names.ts'
import { createTestClock } from '../../support/test-clock.ts'
import type { Measured } from './play-variants.ts'
import { limitMs, openOnlineSite, type SshSite, type SshSiteOptions } from './ssh-site.ts'

export type Computer = SshSite & {
  /** What the server is called; it leads to the proxy. */
  readonly hostName: HostName
  /** The timers of the watch stand still for so long; the uptime does not. */
  readonly sleep: (ms: number) => void
  /** The networks from now on, noticed at the next look. */
  readonly be: (interfaces: Interfaces) => void
  /** The clock on the wall is set. */
  readonly set: (ms: number) => void
}

const addressOf = (address: string): NetworkInterfaceInfo => {
  const about = { address, internal: false, netmask: '', mac: '', cidr: null }
  return address.includes(':') ? { ...about, family: 'IPv6', scopeid: 0 } : { ...about, family: 'IPv4' }
}
export const at = (...addresses: readonly string[]): NetworkInterfaceInfo[] => addresses.map(addressOf)
export const wifi: Interfaces = { wlan0: at('192.0.2.7') }
export const ethernet: Interfaces = { eth0: at('198.51.100.4') }
export const vpn: Interfaces = { ...ethernet, tun0: at('203.0.113.9') }
export const nothing: Interfaces = {}

export const minutes = 60_000

/** Online, and on Wi-Fi. */
export async function openComputer(options: Pick<SshSiteOptions, 'gateway'> = {}): Promise<Computer> {
  let setMs = 0
  /** What the hands of the watch were turned by: for the connection that time has passed too. */
  let passedMs = 0
  const hostName = makeHostName(['127.0.0.1'])
  const now = () => Date.now() + setMs + passedMs
  const site = await openOnlineSite({
    ...options,
    hostName: hostName.name,
    clock: { ...systemClock, now },
  })
  const watch = createTestClock()
  let sleptMs = 0
  let interfaces = wifi
  const stop = watchCircumstances(site.controller, {
    interfaces: () => interfaces,
    clock: watch,
    uptime: () => watch.now() + sleptMs,
  })
  const pass = (ms: number): void => {
    passedMs += ms
    watch.pass(ms)
  }
  return {
    ...site,
    hostName,
    sleep: ms => {
      sleptMs += ms
      passedMs += ms
      pass(15_000)
    },
    be: next => {
      interfaces = next
      pass(5_000)
    },
    set: ms => {
      setMs += ms
      pass(60_000)
    },
    close: async () => {
      stop()
      await site.close()
      hostName.close()
    },
  }
}

/** P4 holds for each: no return is later than its longest. */
const longestReturnMs = limitMs(10_000)

/** Answered again; measured from here. */
export async function comesBack(site: SshSite, measured: Measured): Promise<void> {
  const startedOn = performance.now()
  await site.answered(longestReturnMs)
  measured('back', performance.now() - startedOn)
}
