// P4 and P5: how soon one is back once the network is, and for how long the light can be wrong.
import type { SeededRandom } from '../../support/seeded-random.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { limitMs, need, openOnlineSite, type SshSite } from './ssh-site.ts'

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
    need(ms <= limitMs(15_000), `the light stayed green for ${Math.round(ms)} ms`)
  },
}

/** From the return of the line to the light's being green: amber, which says that it comes back, counts as red. */
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
    need(ms <= limitMs(5_000), `the light stayed red for ${Math.round(ms)} ms`)
  },
}

/** P4: `measured.back` holds every return, in milliseconds; its percentiles are judged by whoever prints them. */
export const backAfterOutage: FaultCase = options =>
  playVariants('P4', options, outages, openDistantSite, atOnce)

/** P5: `measured['false green']` and `measured['false red']`. */
export const lightIsTrue: FaultCase = options =>
  playVariants('P5', options, [falseGreen, falseRed], openDistantSite, atOnce)

/** Stages as a person who uses the line meets them, each from the loss on. */
const lostSilently: Variant<SshSite> = {
  name: 'the flow is lost silently',
  play: async (site, measured) => {
    // The line's round trip has to be known, as it is after some use.
    for (let turn = 0; turn < 8; turn++) await site.answered()
    const seen = site.states.length
    const startedAt = Date.now()
    const startedOn = performance.now()
    need(site.proxy.loseFlows() > 0, 'there was no flow to lose')
    await site.answered()
    measured('answered', performance.now() - startedOn)
    const lines = site.log.recent().filter(({ at }) => Date.parse(at) >= startedAt)
    const begun = lines.find(({ message }) => message === 'the line is silent: another is opened beside it')
    const ended = lines.find(({ message }) => message === 'the second line')
    if (!begun || !ended) throw new Error('no second line was opened')
    const begunMs = Date.parse(begun.at) - startedAt
    measured('1 doubted', begunMs)
    for (const [step, ms] of Object.entries(ended['climbed'] as Record<string, number>)) {
      measured(`2 ${step}`, begunMs + ms)
    }
    measured('3 taken over', Date.parse(ended.at) - startedAt)
    need(
      site.states.slice(seen).every(({ phase }) => phase === 'online'),
      'the light left green',
    )
  },
}

/** P4.silent: `measured` holds when each stage was reached, in milliseconds from the loss. */
export const silentLoss: FaultCase = options =>
  playVariants('P4.silent', options, [lostSilently], openDistantSite)
