// The stable port other programs on this computer use, held open while the connection behind it comes and goes.
import type { Duplex } from 'node:stream'
import type { LocalPortState } from '../../src-shared/connection.ts'
import { toErrorReport } from '../../src-shared/errors.ts'
import { openLocalListener, type LocalListener } from '../tunnel/local-listener.ts'

export type LocalPort = {
  readonly state: LocalPortState
  /** The port that is wanted from now on, or none. One that is open already stays as it is. */
  readonly want: (port: number | undefined) => void
  /** Tries again where the port was taken. */
  readonly retry: () => void
  readonly close: () => Promise<void>
}

const waitForChannelMs = 10_000

export function createLocalPort(parts: {
  readonly openChannel: (signal: AbortSignal) => Promise<Duplex>
  readonly publish: (state: LocalPortState) => void
  /** One change after the other: a port must be free again before it is asked for anew. */
  readonly inTurn: (change: () => Promise<void>) => Promise<void>
}): LocalPort {
  let state: LocalPortState = { phase: 'off' }
  let wanted: number | undefined
  let listener: LocalListener | undefined
  let listensFor: number | undefined

  function publish(next: LocalPortState): void {
    state = next
    parts.publish(next)
  }

  async function settle(): Promise<void> {
    const port = wanted
    if (listener && listensFor === port) return
    await listener?.close()
    listener = undefined
    listensFor = undefined
    if (port === undefined) {
      if (state.phase !== 'off') publish({ phase: 'off' })
      return
    }
    try {
      const opened = await openLocalListener({
        port,
        waitMs: waitForChannelMs,
        openChannel: parts.openChannel,
      })
      listener = opened
      listensFor = port
      publish({ phase: 'listening', port: opened.port })
      void watchEnd(opened)
    } catch (error) {
      publish({ phase: 'taken', error: toErrorReport(error) })
    }
  }

  async function watchEnd(opened: LocalListener): Promise<void> {
    const why = await opened.closed
    if (!why || listener !== opened) return
    listener = undefined
    listensFor = undefined
    publish({ phase: 'taken', error: why.report })
  }

  const settleInTurn = () => parts.inTurn(settle)

  return {
    get state() {
      return state
    },
    want: port => {
      wanted = port
      void settleInTurn()
    },
    retry: () => {
      if (state.phase === 'taken') void settleInTurn()
    },
    close: () => {
      wanted = undefined
      return settleInTurn()
    },
  }
}
