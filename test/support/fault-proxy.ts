// A TCP relay on loopback that can be told to misbehave, as networks do. What it does at random follows a seed.
import net from 'node:net'
import { once } from 'node:events'
import { fairWeather, relay, type ByteFault, type Way, type Weather } from './fault-relay.ts'
import { seededRandom, testSeed } from './seeded-random.ts'

export type FaultAt = {
  readonly way: Way
  /** After exactly so many bytes of this direction were handed on; 0 is before the first. */
  readonly bytes: number
  /** The number of the connection, from 0; the first that comes so far when absent. */
  readonly connection?: number | undefined
}

export type FaultProxy = {
  /** A loopback address. */
  readonly host: string
  readonly port: number
  /** Sets some of the weather and leaves the rest as it is. */
  readonly weather: (change: Partial<Weather>) => void
  /** Fair weather, no hole, nothing held, refused or kept silent. What a black hole swallowed stays lost. */
  readonly pass: () => void
  /**
   * Takes bytes and hands none on, without closing: what a dead route looks like from both ends. New connections are
   * taken and get no answer.
   */
  readonly blackHole: (direction?: 'both' | Way) => void
  /**
   * The connections of now fall silent for good and new ones pass: what a NAT that forgot looks like. One that has not got
   * a byte through yet was never known, and goes on. Gives their number.
   */
  readonly loseFlows: (direction?: 'both' | Way) => number
  /** Nothing gets through and nothing is lost, which is what TCP makes of a network that is away; `pass` lets it go on. */
  readonly hold: () => void
  /** Ends every connection with RST; new ones go through. Gives their number. */
  readonly reset: () => number
  /** Ends every connection with FIN, both ways. */
  readonly finish: () => number
  /** FIN to the receivers of this direction; the other goes on. */
  readonly halfClose: (way: Way) => number
  /** New connections are closed (RST) as soon as they are made. */
  readonly refuse: (on: boolean) => void
  /** New connections are taken and never answered; the server does not hear of them. */
  readonly silent: (on: boolean) => void
  /** Leads new connections to another server. */
  readonly leadTo: (server: { readonly host: string; readonly port: number }) => void
  /** Arms a fault at an exact byte; it strikes once. */
  readonly strike: (at: FaultAt, fault: ByteFault) => void
  /** How many clients are connected now. */
  readonly connections: () => number
  /** How many there ever were. */
  readonly accepted: () => number
  /** Bytes handed on in this direction, by all connections together. */
  readonly bytes: (way: Way) => number
  /** Bytes that a hole took in this direction. */
  readonly swallowed: (way: Way) => number
  readonly close: () => Promise<void>
}

type Flow = {
  readonly number: number
  readonly client: net.Socket
  readonly far: net.Socket
  swallowed: 'none' | 'both' | Way
  /** Bytes that got through, both ways together. */
  passed: number
}

type Armed = FaultAt & { readonly fault: ByteFault }

export type FaultProxyOptions = {
  readonly seed?: number
  /** Another loopback address to listen at. */
  readonly host?: string
  /** Any free one when absent. */
  readonly port?: number
}

export async function startFaultProxy(
  server: { readonly host: string; readonly port: number },
  { seed = testSeed, host = '127.0.0.1', port = 0 }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const random = seededRandom(seed)
  let to = { host: server.host, port: server.port }
  let weather = fairWeather
  let hole: Flow['swallowed'] = 'none'
  let gate: PromiseWithResolvers<void> | undefined
  let refusing = false
  let keepsSilent = false
  let accepted = 0
  const bytes = { up: 0, down: 0 }
  const lost = { up: 0, down: 0 }
  const armed: Armed[] = []
  const flows = new Set<Flow>()
  const silenced = new Set<net.Socket>()
  const timers = new Set<NodeJS.Timeout>()

  const later = (ms: number): Promise<void> => {
    if (ms === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      timers.delete(timer)
      resolve()
    }, ms)
    timers.add(timer)
    return promise
  }

  const listener = net.createServer({ allowHalfOpen: true, noDelay: true }, client => {
    const number = accepted++
    client.on('error', ignoreReset)
    if (refusing) return client.resetAndDestroy()
    if (keepsSilent) {
      silenced.add(client)
      client.once('close', () => silenced.delete(client)).resume()
      return
    }
    const far = net.connect({ ...to, allowHalfOpen: true, noDelay: true })
    far.on('error', ignoreReset)
    const flow: Flow = { number, client, far, swallowed: 'none', passed: 0 }
    flows.add(flow)
    join(flow, 'up')
    join(flow, 'down')
  })

  function join(flow: Flow, way: Way): void {
    const [from, other] = way === 'up' ? [flow.client, flow.far] : [flow.far, flow.client]
    const isSwallowed = (): boolean => [hole, flow.swallowed].some(holed => holed === 'both' || holed === way)
    relay({
      way,
      from,
      to: other,
      weather: () => weather,
      random,
      isSwallowed,
      held: () => gate?.promise,
      later,
      nextFault: upTo => takeArmed(flow, way, upTo),
      carryOut: fault => carryOut(flow, way, fault),
      passed: count => {
        bytes[way] += count
        flow.passed += count
      },
      swallowed: count => {
        lost[way] += count
      },
    })
    from.once('close', () => {
      // A client that gives up is gone in any case; whether it hears of the server's end depends on the line.
      if (way === 'up') {
        flows.delete(flow)
        other.destroy()
      } else void Promise.resolve(gate?.promise).then(() => (isSwallowed() ? undefined : other.destroy()))
    })
    if (way === 'up') from.once('end', () => (other.destroyed ? from.destroy() : undefined))
    const atOnce = takeArmed(flow, way, 0)
    if (atOnce && atOnce.fault.kind !== 'flip') carryOut(flow, way, atOnce.fault)
  }

  /** A flip needs the byte itself; anything else strikes as soon as the bytes before it have gone. */
  function takeArmed(flow: Flow, way: Way, upTo: number): { offset: number; fault: ByteFault } | undefined {
    const index = armed.findIndex(
      ({ fault, ...at }) =>
        at.way === way &&
        (at.connection ?? flow.number) === flow.number &&
        (fault.kind === 'flip' ? at.bytes < upTo : at.bytes <= upTo),
    )
    const [found] = index === -1 ? [] : armed.splice(index, 1)
    return found && { offset: found.bytes, fault: found.fault }
  }

  function carryOut(flow: Flow, way: Way, fault: Exclude<ByteFault, { kind: 'flip' }>): void {
    switch (fault.kind) {
      case 'reset':
        return resetFlow(flow)
      case 'finish':
        return finishFlow(flow)
      case 'half-close':
        receiver(flow, way).end()
        return
      case 'silence':
        flow.swallowed = fault.way ?? way
    }
  }

  const forAll = (act: (flow: Flow) => void, isMeant: (flow: Flow) => boolean = () => true): number => {
    const all = [...flows].filter(isMeant)
    for (const flow of all) act(flow)
    return all.length
  }

  const openGate = (): void => {
    gate?.resolve()
    gate = undefined
  }

  listener.listen(port, host)
  await once(listener, 'listening')

  return {
    host,
    port: (listener.address() as net.AddressInfo).port,
    weather: change => {
      weather = { ...weather, ...change }
    },
    pass: () => {
      weather = fairWeather
      hole = 'none'
      refusing = false
      keepsSilent = false
      openGate()
    },
    blackHole: (direction = 'both') => {
      hole = direction
    },
    loseFlows: (direction = 'both') =>
      forAll(
        flow => {
          flow.swallowed = direction
        },
        ({ passed }) => passed > 0,
      ),
    hold: () => {
      gate ??= Promise.withResolvers()
    },
    reset: () => forAll(resetFlow),
    finish: () => forAll(finishFlow),
    halfClose: way => forAll(flow => receiver(flow, way).end()),
    refuse: on => {
      refusing = on
    },
    silent: on => {
      keepsSilent = on
    },
    leadTo: other => {
      to = { host: other.host, port: other.port }
    },
    strike: (at, fault) => {
      armed.push({ ...at, fault })
    },
    connections: () => flows.size + silenced.size,
    accepted: () => accepted,
    bytes: way => bytes[way],
    swallowed: way => lost[way],
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      for (const { client, far } of flows) {
        client.destroy()
        far.destroy()
      }
      for (const client of silenced) client.destroy()
      openGate()
      const closed = once(listener, 'close')
      listener.close()
      await closed
    },
  }
}

function receiver(flow: Flow, way: Way): net.Socket {
  return way === 'up' ? flow.far : flow.client
}

function resetFlow({ client, far }: Flow): void {
  client.resetAndDestroy()
  far.resetAndDestroy()
}

function finishFlow({ client, far }: Flow): void {
  client.end()
  far.end()
}

function ignoreReset(): void {
  // Both ends of a relay are torn down on purpose here; 'close' follows and does the work.
}
