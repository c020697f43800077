// F10: the clock on the wall is set, slewed, or read in another time zone.
import { minutes, openComputer, type Computer } from './computer.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need } from './ssh-site.ts'

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

/** One at a time: the time zone is the whole process’s. */
export const clockIsSet: FaultCase = options => playVariants('F10', options, clocks, () => openComputer())
