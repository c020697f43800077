// F3 and F4: lines that are slow, uneven, narrow or chopped, and healthy all the same.
import type { Weather } from '../../support/fault-relay.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need, openSshSite, type SshSite } from './ssh-site.ts'

const roundTrips = 20
const slowOpeningMs = 90_000

/** It opens, answers, and nobody calls it lost; `weather` is of the whole way there and back. */
const staysUp = (name: string, weather: Partial<Weather>): Variant<SshSite> => ({
  name,
  play: async (site, measured) => {
    site.proxy.weather(weather)
    site.connect()
    await site.answered(slowOpeningMs)
    const online = site.states.length
    for (let turn = 0; turn < roundTrips; turn++) {
      const startedOn = performance.now()
      await site.controller.request('echo', turn)
      measured('round trip', performance.now() - startedOn)
    }
    await site.controller.checkHealth()
    need(
      site.states.slice(online).every(({ phase }) => phase === 'online'),
      'a healthy line was called lost',
    )
    const { state } = site.controller
    const isSlow = (weather.latencyMs ?? 0) * 2 > 600
    need(
      !isSlow || (state.phase === 'online' && state.degraded !== undefined),
      'nobody was told that it is slow',
    )
    need(site.gateway.seen.length === 1, 'a healthy line was replaced')
  },
})

const delays: readonly Variant<SshSite>[] = [0, 50, 300, 2_000].flatMap(roundTripMs =>
  [0, 0.2, 0.5].flatMap(jitter =>
    [1, 5, 20].map(stallPercent =>
      staysUp(`${roundTripMs} ms ± ${jitter * 100} %, ${stallPercent} % stalls`, {
        latencyMs: roundTripMs / 2,
        jitterMs: (roundTripMs / 2) * jitter,
        stallPercent,
        stallMs: 200,
      }),
    ),
  ),
)

const chopped: readonly Variant<SshSite>[] = [
  staysUp('single bytes', { pieceBytes: 1 }),
  staysUp('pieces of seven bytes', { pieceBytes: 7 }),
  staysUp('merged within 20 ms', { mergeMs: 20 }),
  staysUp('merged within 100 ms', { mergeMs: 100 }),
  staysUp('10 KB/s', { bytesPerSecond: 10_000 }),
  staysUp('1 KB/s', { bytesPerSecond: 1_000 }),
]

export const slowLine: FaultCase = options => playVariants('F3', options, delays, openSshSite, 6)

export const choppedLine: FaultCase = options => playVariants('F4', options, chopped, openSshSite, 3)
