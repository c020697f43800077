// P4 and P5: how soon one is back once the network is, and for how long the light can be wrong.
import type { SeededRandom } from '../../support/seeded-random.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need, openOnlineSite, type SshSite } from './ssh-site.ts'

const roundTripMs = 50
/** An outage is seconds of waiting and a moment of work. */
const atOnce = 6
const line = { latencyMs: roundTripMs / 2 }

async function openDistantSite(): Promise<SshSite> {
  const site = await openOnlineSite()
  site.proxy.weather(line)
  await site.answered()
  return site
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}

/** Mostly seconds, sometimes long enough that the connection was given up meanwhile. */
function outageMs(random: SeededRandom): number {
  return random.chance(0.8) ? 500 + random.below(4_000) : 8_000 + random.below(14_000)
}

/** The network comes back; a request is answered so many milliseconds later. */
async function backAfter(site: SshSite, restore: () => void): Promise<number> {
  restore()
  site.proxy.weather(line)
  return site.answered(60_000)
}

const outages: readonly Variant<SshSite>[] = [
  {
    name: 'the network is away, and what was under way arrives',
    play: async (site, measured, random) => {
      site.proxy.hold()
      await pause(outageMs(random))
      measured('back', await backAfter(site, site.proxy.pass))
    },
  },
  {
    name: 'the network is away, and nobody knows the old flows any more',
    play: async (site, measured, random) => {
      site.proxy.hold()
      await pause(outageMs(random))
      const restore = (): void => {
        site.proxy.loseFlows()
        site.proxy.pass()
      }
      measured('back', await backAfter(site, restore))
    },
  },
  {
    name: 'the computer says that it is away and back',
    play: async (site, measured, random) => {
      site.proxy.hold()
      site.controller.networkAway(true)
      await pause(outageMs(random))
      const restore = (): void => {
        site.proxy.loseFlows()
        site.proxy.pass()
        site.controller.networkAway(false)
        site.controller.kick('network')
      }
      measured('back', await backAfter(site, restore))
    },
  },
  {
    name: 'the flow alone is lost',
    play: async (site, measured) => {
      measured('back', await backAfter(site, () => void site.proxy.loseFlows()))
    },
  },
  {
    name: 'the flow is reset',
    play: async (site, measured) => {
      measured('back', await backAfter(site, () => void site.proxy.reset()))
    },
  },
]

/** From the last moment at which the line was good to the light's leaving green. */
const falseGreen: Variant<SshSite> = {
  name: 'the network is gone for good',
  play: async (site, measured) => {
    const startedOn = performance.now()
    site.proxy.blackHole()
    await site.until('the loss', ({ phase }) => phase !== 'online', 60_000)
    const ms = performance.now() - startedOn
    measured('false green', ms)
    need(ms <= 15_000, `the light stayed green for ${Math.round(ms)} ms`)
  },
}

/** From the return of the line to the light's being green. */
const falseRed: Variant<SshSite> = {
  name: 'the server is back',
  play: async (site, measured, random) => {
    site.proxy.hold()
    site.proxy.reset()
    await site.until('the loss', ({ phase }) => phase !== 'online', 60_000)
    await pause(random.below(3_000))
    site.proxy.pass()
    site.proxy.weather(line)
    const startedOn = performance.now()
    await site.until('green', ({ phase }) => phase === 'online', 60_000)
    const ms = performance.now() - startedOn
    measured('false red', ms)
    need(ms <= 5_000, `the light stayed red for ${Math.round(ms)} ms`)
  },
}

/** P4: `measured.back` holds every return, in milliseconds; its percentiles are judged by whoever prints them. */
export const backAfterOutage: FaultCase = options =>
  playVariants('P4', options, outages, openDistantSite, atOnce)

/** P5: `measured['false green']` and `measured['false red']`. */
export const lightIsTrue: FaultCase = options =>
  playVariants('P5', options, [falseGreen, falseRed], openDistantSite, atOnce)
