// Whether the first of two roads leads to the gateway again, and nobody would notice that it is taken.
import type { Clock } from '../../../src-shared/clock.ts'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { appError } from '../../../src-shared/errors.ts'
import { isDoubtOfRoad } from '../../../src-shared/retry-policy.ts'
import type { ConnectionParts } from '../connection-parts.ts'
import type { RoadSeen } from '../machine/machine.ts'
import { testConnection } from '../test-connection.ts'

/** Without a word for so long, nobody is in the middle of something. */
const quietMs = 60_000

export type FirstRoad = {
  /** Something was said over the connection that a person waits for. */
  readonly used: () => void
  /** Climbs it beside the connection. Nobody is asked for it; a run that is being answered is not disturbed for it. */
  readonly look: (target: ConnectionTarget) => Promise<RoadSeen>
  readonly callOff: () => void
}

export function watchFirstRoad(parts: ConnectionParts, clock: Clock): FirstRoad {
  let lastUsedAt = Number.NEGATIVE_INFINITY
  let gone: AbortController | undefined
  const isQuiet = () => clock.now() - lastUsedAt >= quietMs

  return {
    used: () => {
      lastUsedAt = clock.now()
    },
    look: async target => {
      if (!isQuiet()) return 'busy'
      gone = new AbortController()
      const climbed = testConnection(target, () => undefined, gone.signal, { attended: false }, parts)
      // Called off: the connection has ended, and nobody wants to know any more.
      const ladder = await climbed.catch(() => [])
      const doubt = ladder.find(({ error }) => error && isDoubtOfRoad(error))?.error
      if (doubt) return { doubt }
      if (ladder.length === 0 || !ladder.every(({ verdict }) => verdict === 'passed')) return 'bad'
      return isQuiet() ? 'good' : 'busy'
    },
    callOff: () => {
      gone?.abort(appError('CANCELLED', {}))
      gone = undefined
    },
  }
}
