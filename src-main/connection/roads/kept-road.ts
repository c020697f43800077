// The road that is open. It is kept over reconnects, so that a gateway's restart costs a channel and not a login.
import type { Duplex } from 'node:stream'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { appError } from '../../../src-shared/errors.ts'
import type { GatewayCredentials } from '../../gateway-client/client-identity.ts'
import type { Endpoint } from '../endpoint.ts'

export type KeptRoad = {
  /** The road to this target; another one that is kept is closed. */
  readonly to: (target: ConnectionTarget) => Endpoint
  readonly current: () => Endpoint | undefined
  /** Another stream over it. Rejects with NOT_CONNECTED while there is no road. */
  readonly openChannel: (signal: AbortSignal) => Promise<Duplex>
  /** Whichever is kept at the time, for another connection to the same gateway; closing it does nothing. */
  readonly shared: Endpoint
  readonly close: () => void
}

export type KeptRoadParts = {
  readonly open: (target: ConnectionTarget) => Endpoint
  /** Of what is being closed. */
  readonly keepHold: (work: Promise<unknown>) => void
  /** Given explicitly, for whoever shares the road. */
  readonly credentials: () => GatewayCredentials | undefined
}

export function keepRoad({ open, keepHold, credentials }: KeptRoadParts): KeptRoad {
  let road: { readonly key: string; readonly endpoint: Endpoint } | undefined

  const kept = (): Endpoint => {
    if (!road) throw appError('NOT_CONNECTED', {})
    return road.endpoint
  }
  const openChannel = async (signal: AbortSignal) => kept().openBeside(signal)

  return {
    to: target => {
      const key = JSON.stringify(target)
      if (road?.key !== key) {
        if (road) keepHold(road.endpoint.close())
        road = { key, endpoint: open(target) }
      }
      return road.endpoint
    },
    current: () => road?.endpoint,
    openChannel,
    shared: {
      url: () => kept().url(),
      get where() {
        return kept().where
      },
      get host() {
        return kept().host
      },
      openStream: ({ signal }) => openChannel(signal),
      openBeside: openChannel,
      credentials: async () => credentials() ?? kept().credentials(),
      probe: async timeoutMs => kept().probe(timeoutMs),
      lastHeardAt: () => road?.endpoint.lastHeardAt?.(),
      handovers: () => road?.endpoint.handovers() ?? 0,
      whyLost: async () => road?.endpoint.whyLost(),
      close: async () => undefined,
    },
    close: () => {
      if (road) keepHold(road.endpoint.close())
      road = undefined
    },
  }
}
