// F5: one bit is turned over after the keys were exchanged.
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { limitMs, need, openOnlineSite, type SshSite } from './ssh-site.ts'

const flipped = (way: 'up' | 'down'): Variant<SshSite> => ({
  name: `one bit ${way === 'up' ? 'to' : 'from'} the server`,
  play: async (site, measured, random) => {
    const text = 'x'.repeat(20_000)
    const dialled = site.proxy.accepted()
    // Within the next request or answer, wherever that is: its length, its body, its code.
    const bytes = site.proxy.bytes(way) + random.below(15_000)
    site.proxy.strike({ way, bytes }, { kind: 'flip', bit: random.below(8) })
    const answer = await site.controller.request('echo', text, { timeoutMs: 20_000 }).catch(() => undefined)
    need(answer === undefined || answer === text, 'what came was not what was sent')
    const struckOn = performance.now()
    await site.answered(limitMs(15_000))
    measured('back', performance.now() - struckOn)
    need(answer !== undefined || site.proxy.accepted() > dialled, 'the connection was not closed')
    need(site.asked.length === 0, 'somebody was asked')
  },
})

export const bitFlips: FaultCase = options =>
  playVariants('F5', options, [flipped('up'), flipped('down')], openOnlineSite, 3)
