// The line to one gateway of the set, whether or not there is one at the moment.
import type { ConnectionState } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import type { ConnectionController, ConnectionWatchers } from '../connection/connection-controller.ts'
import type { ConnectionSet } from './connection-set.ts'

export type Line = Pick<ConnectionController, 'request'> & {
  readonly state: ConnectionState
  readonly on: (watchers: Partial<Pick<ConnectionWatchers, 'state' | 'event' | 'gap'>>) => () => void
}

/** `key` is the gateway's `targetKey`; while it is not in the set the line is idle. */
export function lineTo(connections: Pick<ConnectionSet, 'of' | 'on'>, key: string): Line {
  return {
    get state() {
      return connections.of(key)?.state ?? { phase: 'idle' }
    },
    on: ({ state, event, gap }) =>
      connections.on({
        state: (of, value) => void (of === key && state?.(value)),
        event: (of, value) => void (of === key && event?.(value)),
        gap: (of, value) => void (of === key && gap?.(value)),
      }),
    request: async (method, params, options) => {
      const connection = connections.of(key)
      if (!connection) throw appError('NOT_CONNECTED', {})
      return connection.request(method, params, options)
    },
  }
}
