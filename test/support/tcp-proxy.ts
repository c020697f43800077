// A TCP relay on loopback that can be told to misbehave, as networks do.
import net from 'node:net'
import { once } from 'node:events'

export type TcpProxy = {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Relays everything; what a black hole swallowed stays lost. */
  readonly pass: () => void
  /**
   * Takes bytes and hands none on, without closing: what a dead route looks like from both ends. `up` is client to
   * server. New connections are taken and get no answer.
   */
  readonly blackHole: (direction?: 'both' | 'up' | 'down') => void
  /** Every chunk waits this long each way. */
  readonly delay: (ms: number) => void
  /** At most this many bytes a second each way, in slices of a twentieth of it. */
  readonly throttle: (bytesPerSecond: number) => void
  /** Writes go on in pieces of this many bytes. */
  readonly split: (bytes: number) => void
  /** Ends every connection with RST; new ones go through. Gives their number. */
  readonly reset: () => number
  /** Ends every connection with FIN. */
  readonly finish: () => number
  /** New connections are closed (RST) as soon as they are made. */
  readonly refuse: (on: boolean) => void
  /** How many clients are connected now. */
  readonly connections: () => number
  /** Bytes handed on to the server, from the clients. */
  readonly bytesUp: () => number
  readonly close: () => Promise<void>
}

type Way = 'up' | 'down'

export async function startTcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  let hole: 'none' | 'both' | Way = 'none'
  let delayMs = 0
  let bytesPerSecond = Infinity
  let pieceBytes = Infinity
  let refusing = false
  let bytesUp = 0
  const pairs = new Set<readonly [net.Socket, net.Socket]>()
  const timers = new Set<NodeJS.Timeout>()

  const later = (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      timers.delete(timer)
      resolve()
    }, ms)
    timers.add(timer)
    return promise
  }

  const handOn = async (chunk: Buffer, to: net.Socket, way: Way): Promise<void> => {
    const slice = Math.min(
      pieceBytes,
      bytesPerSecond === Infinity ? Infinity : Math.ceil(bytesPerSecond / 20),
    )
    for (let at = 0; at < chunk.length; at += slice) {
      if (hole === 'both' || hole === way) return
      const piece = chunk.subarray(at, at + slice)
      if (bytesPerSecond !== Infinity) await later((piece.length / bytesPerSecond) * 1000)
      if (to.destroyed) return
      if (way === 'up') bytesUp += piece.length
      if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
    }
  }

  const relay = (from: net.Socket, to: net.Socket, way: Way): void => {
    // Chunks keep their order: each waits for the one before it, and its own delay counts from its arrival.
    let before = Promise.resolve()
    from.on('data', chunk => {
      if (hole === 'both' || hole === way) return
      const due = delayMs > 0 ? later(delayMs) : Promise.resolve()
      from.pause()
      before = before
        .then(() => due)
        .then(() => handOn(chunk, to, way))
        .catch(ignoreReset)
      if (delayMs > 0) from.resume()
      else void before.then(() => from.resume())
    })
    from.on('end', () => {
      if (hole === 'none') void before.then(() => to.end())
    })
  }

  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, client => {
    if (refusing) {
      client.on('error', ignoreReset)
      client.resetAndDestroy()
      return
    }
    const far = net.connect({ ...to, allowHalfOpen: true, noDelay: true })
    const pair = [client, far] as const
    pairs.add(pair)
    relay(client, far, 'up')
    relay(far, client, 'down')
    for (const [one, other] of [pair, [far, client] as const]) {
      one.on('error', ignoreReset)
      one.on('close', () => {
        pairs.delete(pair)
        if (hole === 'none' || one === client) other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const endAll = (end: (socket: net.Socket) => void): number => {
    const all = [...pairs]
    for (const sockets of all) sockets.forEach(end)
    return all.length
  }

  return {
    host: '127.0.0.1',
    port: (server.address() as net.AddressInfo).port,
    pass: () => {
      hole = 'none'
      delayMs = 0
      bytesPerSecond = Infinity
      pieceBytes = Infinity
    },
    blackHole: (direction = 'both') => {
      hole = direction
    },
    delay: ms => {
      delayMs = ms
    },
    throttle: rate => {
      bytesPerSecond = rate
    },
    split: bytes => {
      pieceBytes = bytes
    },
    reset: () => endAll(socket => socket.resetAndDestroy()),
    finish: () => endAll(socket => socket.end()),
    refuse: on => {
      refusing = on
    },
    connections: () => pairs.size,
    bytesUp: () => bytesUp,
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      endAll(socket => socket.destroy())
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

function ignoreReset(): void {
  // Both ends of a relay are torn down on purpose here; 'close' follows and does the work.
}
