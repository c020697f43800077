// F8: the computer sleeps, shortly or long, and wakes up with its line, without it, or without a network.
import { comesBack, minutes, nothing, openComputer, wifi, type Computer } from './computer.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { need } from './ssh-site.ts'

/** The shortest is no sleep that anything notices: only the line's silence tells. */
const lengths: readonly (readonly [name: string, ms: number])[] = [
  ['5 s', 5_000],
  ['30 s', minutes / 2],
  ['60 s', minutes],
  ['10 min', 10 * minutes],
  ['8 h', 480 * minutes],
]

const sleeps: readonly Variant<Computer>[] = [
  ...lengths.map(([name, ms]) => ({
    name: `a sleep of ${name} that the line does not survive`,
    play: async (site: Computer, measured: Measured) => {
      const dialled = site.proxy.accepted()
      site.proxy.loseFlows()
      site.sleep(ms)
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

export const computerSleeps: FaultCase = options =>
  playVariants('F8', options, sleeps, () => openComputer(), 3)
