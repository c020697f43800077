// The one writer of the connection's state.
import type { Duplex } from 'node:stream'
import {
  roadsTo,
  targetKey,
  type ConnectionState,
  type ConnectionTarget,
  type LocalPortState,
} from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { noHealth, type HealthSnapshot } from '../../src-shared/health.ts'
import type { TimelineEntry } from '../../src-shared/timeline.ts'
import { appError } from '../../src-shared/errors.ts'
import type { Ladder } from '../../src-shared/ladder.ts'
import { longestWait, type Surroundings } from '../../src-shared/retry-policy.ts'
import type { ClientIdentity, GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { GatewayRequestOptions } from '../gateway-client/gateway-connection.ts'
import type { Log } from '../logging/log.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import type { SecretVault } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'
import type { Clock } from '../../src-shared/clock.ts'
import { systemClock } from './clock.ts'
import { initialMachine, stepMachine, type Effect, type Happening, type Kick } from './connection-machine.ts'
import { beginAttempt, type Attempt } from './attempt.ts'
import { logLadder, logPhase } from './connection-log.ts'
import { lookAround } from './health-look.ts'
import { keepStory } from './connection-story.ts'
import type { Endpoint } from './endpoint.ts'
import type { StartLocalGateway } from './local-endpoint.ts'
import { openHelpOverSsh } from './help-over-ssh.ts'
import { createLocalPort } from './local-port.ts'
import { endpointFor, type NodeRole } from './open-gateway.ts'
import type { ProxyParts } from './proxy/proxy-choice.ts'
import { testConnection, type TestOptions } from './test-connection.ts'

/** Without a word for so long, nobody is in the middle of something. */
const quietMs = 60_000

export type ConnectionWatchers = {
  readonly state: (state: ConnectionState) => void
  readonly localPort: (state: LocalPortState) => void
  readonly health: (health: HealthSnapshot) => void
  readonly timeline: (entries: readonly TimelineEntry[]) => void
  readonly event: (event: GatewayEvent) => void
  /** Events were missed: reload instead of guessing. */
  readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
}

export type ConnectOptions = {
  /** A person is there to answer questions at the first attempt. Default true; retries never ask. */
  readonly attended?: boolean | undefined
  /** Use these and nothing stored: for `--url` with its own token. Without it the vault is asked. */
  readonly credentials?: GatewayCredentials | undefined
}

export type ConnectionController = {
  readonly state: ConnectionState
  readonly localPort: LocalPortState
  readonly health: HealthSnapshot
  /** What befell it and how it came back, the newest last. */
  readonly timeline: readonly TimelineEntry[]
  /** Tells every change until the returned function is called. It does not tell the present: read that first. */
  readonly on: (watchers: Partial<ConnectionWatchers>) => () => void
  /** Begins; the attempt before is aborted. What comes of it is told by `state`. */
  readonly connect: (target: ConnectionTarget, options?: ConnectOptions) => void
  /**
   * For a gateway behind SSH that wants a secret: asks a person, and once they have agreed reads it on its host, goes on
   * with it, and forgets it when this device has a token of its own. Nothing happens when they decline. Rejects with
   * OVER_SSH_FAILED or NOT_CONNECTED.
   */
  readonly readSecretOverSsh: (signal: AbortSignal) => Promise<void>
  /** The same for a gateway that waits for this device's approval: approves exactly that request, and goes on. */
  readonly approvePairingOverSsh: (requestId: string, signal: AbortSignal) => Promise<void>
  /** Settles once everything is closed and the state is idle. */
  readonly disconnect: () => Promise<void>
  /** Tries at once where a retry is planned or a person was needed, with that person there to answer. */
  readonly retryNow: () => void
  /** Measures now rather than at the next round; settles when the answer, or its failure, is in `health`. */
  readonly checkHealth: () => Promise<void>
  /** Measures, and sees more besides; settles when that is in `health`. `nodeId` is this computer's node, if any. */
  readonly look: (nodeId?: string) => Promise<void>
  /** Climbs the ladder once beside the real connection and hands back how far it came; leaves nothing behind. */
  readonly test: (
    target: ConnectionTarget,
    onLadder: (ladder: Ladder) => void,
    signal: AbortSignal,
    options?: TestOptions,
  ) => Promise<Ladder>
  /**
   * One request over the connection. Rejects with NOT_CONNECTED, REQUEST_TIMEOUT, GATEWAY_BUSY, SCOPE_MISSING,
   * MESSAGE_TOO_LARGE, GATEWAY_REQUEST_FAILED or CANCELLED.
   */
  readonly request: <T = unknown>(
    method: string,
    params?: unknown,
    options?: GatewayRequestOptions,
  ) => Promise<T>
  /** Another byte stream to the gateway's port. Rejects with NOT_CONNECTED while there is no road to it. */
  readonly openRemoteChannel: (signal: AbortSignal) => Promise<Duplex>
  /** The road that is open, for another connection of this app's to the same gateway; closing it does nothing. */
  readonly sharedRoad: () => Endpoint
  /** The proxy, or its login, is another one: a connection that it is on the way of is begun anew. */
  readonly proxyChanged: () => void
  /** Something happened that makes a try worthwhile now. */
  readonly kick: (reason: Kick) => void
  /** For the story: the computer goes to sleep, or has woken up after so long. A kick may follow. */
  readonly slept: (
    what: { readonly kind: 'asleep' } | { readonly kind: 'awake'; readonly sleptMs?: number },
  ) => void
  /** While the network is away no attempt is made. */
  readonly networkAway: (away: boolean) => void
  /** What counts for the waits that begin from now on; a window that is seen, and no battery, until it is told. */
  readonly surroundedBy: (surroundings: Surroundings) => void
  /** Closes everything for good; safe twice. */
  readonly close: () => Promise<void>
}

/** What the controller is built from. */
export type ConnectionParts = {
  readonly stateDir: string
  /** `default` when absent. */
  readonly profile?: string | undefined
  /** Where ssh_config is read from, handed to the tunnel as it is. */
  readonly sshConfig: {
    readonly userFile?: string
    readonly systemFile?: string
    readonly ssh?: string | null
  }
  /** Gangway's own known_hosts. */
  readonly appKnownHosts: string
  readonly settings: SettingsStore
  readonly vault: SecretVault
  readonly log: Log
  readonly ask: AskPerson
  /** Wins over `gateway.port` of the settings. */
  readonly localGatewayPort?: number | undefined
  /** Starts the embedded gateway when none answers on this computer. It is closed by whoever gave the function. */
  readonly startLocalGateway?: StartLocalGateway | undefined
  readonly client: ClientIdentity
  /** What the system says of proxies; the environment alone is asked when absent. */
  readonly systemProxy?: ProxyParts['systemProxy']
  readonly env?: ProxyParts['env']
  /** The operator of this installation when absent. */
  readonly comesAs?: NodeRole | undefined
  /** Shared by the connections of one program, so that one frees its local port before another asks for it. */
  readonly portsInTurn?: ReturnType<typeof oneAtATime> | undefined
  /** A road that somebody else keeps open; one of its own when absent. */
  readonly roadTo?: ((target: ConnectionTarget) => Endpoint) | undefined
  readonly clock?: Clock | undefined
  /** In [0, 1), for jitter. */
  readonly random?: (() => number) | undefined
}

/** Builds the controller; nothing is opened until `connect`. */
export function createConnectionController(parts: ConnectionParts): ConnectionController {
  const { log } = parts
  const clock = parts.clock ?? systemClock
  const random = parts.random ?? Math.random
  const watchers = new Set<Partial<ConnectionWatchers>>()
  const endings = new Set<Promise<unknown>>()
  const happenings: Happening[] = []
  let machine = initialMachine
  let surroundings: Surroundings = { isSeen: true, onBattery: false }
  let stepping = false
  let health: HealthSnapshot = noHealth
  let attempt: Attempt | undefined
  /** The road is kept over reconnects, so that a gateway's restart costs a channel and not a login. */
  let road: { readonly key: string; readonly endpoint: Endpoint } | undefined
  let credentials: GatewayCredentials | undefined
  /** When something was last said over the connection that a person waits for. */
  let lastUsedAt = Number.NEGATIVE_INFINITY
  let looksGone: AbortController | undefined
  let looking: Promise<void> | undefined
  let unschedule = (): void => undefined

  const help = openHelpOverSsh({
    state: () => machine.state,
    roadTo: target => roadTo(roadsTo(target).find(one => one?.kind === 'ssh') ?? target),
    ask: parts.ask,
    log,
  })
  const story = keepStory(log, entries => tell('timeline', entries))

  const localPort = createLocalPort({
    openChannel: signal => openRemoteChannel(signal),
    publish: state => tell('localPort', state),
    inTurn: parts.portsInTurn ?? oneAtATime(),
  })

  function tell<K extends keyof ConnectionWatchers>(
    kind: K,
    value: Parameters<ConnectionWatchers[K]>[0],
  ): void {
    for (const watcher of watchers) {
      const listener = watcher[kind] as ((value: Parameters<ConnectionWatchers[K]>[0]) => void) | undefined
      try {
        listener?.(value)
      } catch (error) {
        log.error('a watcher of the connection failed', { kind, error })
      }
    }
  }

  /** What happens while something else is being taken in waits its turn, so that states are told in order. */
  function happen(happening: Happening): void {
    happenings.push(happening)
    if (stepping) return
    stepping = true
    try {
      for (let next = happenings.shift(); next; next = happenings.shift()) take(next)
    } finally {
      stepping = false
    }
  }

  function take(happening: Happening): void {
    const before = machine.state
    const step = stepMachine(machine, happening, {
      now: clock.now(),
      random: random(),
      longestWaitMs: longestWait(parts.settings.app.reconnectWithin * 1000, surroundings),
    })
    machine = step.machine
    if (machine.state !== before) {
      logPhase(log, before, machine.state)
      story.follow(before, machine.state, clock.now())
      tell('state', machine.state)
    }
    for (const effect of step.effects) perform(effect)
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'open':
        return begin(effect)
      case 'end':
        return end(effect.road)
      case 'report-closed':
        return keepHold(reportClosed(effect.generation, [...endings]))
      case 'schedule':
        unschedule()
        unschedule = clock.after(Math.max(0, effect.at - clock.now()), () =>
          happen({ kind: 'due', generation: effect.generation }),
        )
        return
      case 'unschedule':
        return unschedule()
      case 'probe':
        return keepHold(probe())
      case 'look-at-first-road':
        return keepHold(lookAtFirstRoad(effect.generation))
    }
  }

  /** Nobody is asked for it; a run that is being answered is not disturbed for it. */
  async function lookAtFirstRoad(generation: number): Promise<void> {
    const { state } = machine
    if (!('target' in state)) return
    const isQuiet = () => clock.now() - lastUsedAt >= quietMs
    let isGood = false
    if (isQuiet()) {
      const gone = new AbortController()
      looksGone = gone
      const seen = testConnection(state.target, () => undefined, gone.signal, { attended: false }, parts)
      // Called off: the connection has ended, and nobody wants to know any more.
      const ladder = await seen.catch(() => [])
      isGood = isQuiet() && ladder.length > 0 && ladder.every(({ verdict }) => verdict === 'passed')
    }
    happen({ kind: 'first-road', generation, isGood })
  }

  async function probe(): Promise<void> {
    const { generation, state } = machine
    const lives = await attempt?.probe()
    if (lives && machine.generation === generation && state.phase === 'online') {
      story.note({ at: clock.now(), kind: 'kept' })
    }
  }

  /** Of what nobody waits for now, so that `close` can. */
  function keepHold(work: Promise<unknown>): void {
    const settled = work.catch((error: unknown) => {
      log.error('something was not closed in order', { error })
    })
    endings.add(settled)
    void settled.finally(() => endings.delete(settled))
  }

  async function reportClosed(generation: number, before: readonly Promise<unknown>[]): Promise<void> {
    await Promise.all([...before, localPort.close()])
    happen({ kind: 'closed', generation })
  }

  function end(withRoad: boolean): void {
    looksGone?.abort(appError('CANCELLED', {}))
    looksGone = undefined
    if (attempt) keepHold(attempt.end())
    attempt = undefined
    if (!withRoad || !road) return
    keepHold(road.endpoint.close())
    road = undefined
  }

  function begin({ generation, target, road: way, attended }: Extract<Effect, { kind: 'open' }>): void {
    attempt = beginAttempt(
      {
        target,
        attended,
        credentials,
        help,
        endpoint: () => roadTo(way),
        healthBefore: health,
        clock,
        report: event => {
          logLadder(log, target, event)
          happen({ kind: 'climbed', generation, event })
        },
        opened: gateway => happen({ kind: 'opened', generation, gateway }),
        failed: error => happen({ kind: 'failed', generation, error }),
        judged: degraded => happen({ kind: 'judged', generation, degraded }),
        health: snapshot => {
          publishHealth({ ...snapshot, look: health.look })
        },
        event: event => {
          if (event.event === 'chat' || event.event === 'agent') lastUsedAt = clock.now()
          tell('event', event)
        },
        gap: gap => tell('gap', gap),
      },
      parts,
    )
  }

  function publishHealth(snapshot: HealthSnapshot): void {
    health = snapshot
    tell('health', snapshot)
  }

  /** Two who look at once see the same. */
  function look(nodeId: string | undefined): Promise<void> {
    looking ??= lookOnce(nodeId).finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookOnce(nodeId: string | undefined): Promise<void> {
    const looked = attempt
    const endpoint = road?.endpoint
    if (!looked || machine.state.phase !== 'online') return
    const [seen] = await Promise.all([
      lookAround({
        request: (method, params, options) => looked.request(method, params, options),
        road: endpoint,
        nodeId,
        now: clock.now,
      }),
      looked.checkHealth(),
    ])
    if (attempt === looked) publishHealth({ ...health, look: seen })
  }

  const ownRoadTo = (target: ConnectionTarget) => endpointFor(target, parts)

  function roadTo(target: ConnectionTarget): Endpoint {
    const key = JSON.stringify(target)
    if (road?.key !== key) {
      if (road) keepHold(road.endpoint.close())
      road = { key, endpoint: (parts.roadTo ?? ownRoadTo)(target) }
    }
    return road.endpoint
  }

  /** Circumstances belong to the story of a connection; without one they are nobody's. */
  function isWatched(): boolean {
    return machine.state.phase !== 'idle' && machine.state.phase !== 'closing'
  }

  async function openRemoteChannel(signal: AbortSignal): Promise<Duplex> {
    if (!road) throw appError('NOT_CONNECTED', {})
    return road.endpoint.openBeside(signal)
  }

  function sharedRoad(): Endpoint {
    const shared = () => {
      if (!road) throw appError('NOT_CONNECTED', {})
      return road.endpoint
    }
    return {
      url: () => shared().url(),
      get where() {
        return shared().where
      },
      get host() {
        return shared().host
      },
      openStream: ({ signal }) => openRemoteChannel(signal),
      openBeside: openRemoteChannel,
      credentials: async () => credentials ?? shared().credentials(),
      probe: async timeoutMs => shared().probe(timeoutMs),
      handovers: () => road?.endpoint.handovers() ?? 0,
      whyLost: async () => road?.endpoint.whyLost(),
      close: async () => undefined,
    }
  }

  function connect(target: ConnectionTarget, options: ConnectOptions = {}): void {
    credentials = options.credentials
    help.forget()
    const shown = 'target' in machine.state ? machine.state.target : undefined
    if (!shown || targetKey(shown) !== targetKey(target)) {
      publishHealth(noHealth)
    }
    localPort.want(target.kind === 'ssh' ? target.localPort : undefined)
    happen({ kind: 'connect', target, attended: options.attended ?? true })
  }

  function proxyChanged(): void {
    const { state } = machine
    if (!('target' in state) || state.phase === 'closing' || state.target.kind !== 'direct') return
    log.info('the proxy is another one: the connection is begun anew')
    happen({ kind: 'connect', target: state.target, attended: false })
  }

  async function disconnect(): Promise<void> {
    help.forget()
    happen({ kind: 'disconnect' })
    while (endings.size > 0) await Promise.all(endings)
    await localPort.close()
  }

  return {
    get state() {
      return machine.state
    },
    get localPort() {
      return localPort.state
    },
    get health() {
      return health
    },
    get timeline() {
      return story.entries
    },
    on: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    connect,
    disconnect,
    readSecretOverSsh: async signal => {
      if (await help.readSecret(signal)) happen({ kind: 'kicked', reason: 'user' })
    },
    approvePairingOverSsh: async (requestId, signal) => {
      if (await help.approvePairing(requestId, signal)) happen({ kind: 'kicked', reason: 'user' })
    },
    retryNow: () => {
      localPort.retry()
      happen({ kind: 'kicked', reason: 'user' })
    },
    checkHealth: async () => attempt?.checkHealth(),
    look,
    test: (target, onLadder, signal, options) => testConnection(target, onLadder, signal, options, parts),
    request: async (method, params, options) => {
      if (!attempt) throw appError('NOT_CONNECTED', {})
      lastUsedAt = clock.now()
      return attempt.request(method, params, options)
    },
    openRemoteChannel,
    sharedRoad,
    proxyChanged,
    kick: reason => {
      if (reason === 'network' && isWatched()) story.note({ at: clock.now(), kind: 'network-moved' })
      happen({ kind: 'kicked', reason })
    },
    networkAway: away => {
      if (isWatched()) story.note({ at: clock.now(), kind: away ? 'network-away' : 'network-back' })
      happen({ kind: 'network', away })
    },
    slept: what => {
      if (isWatched()) story.note({ at: clock.now(), ...what })
    },
    surroundedBy: now => {
      const wishedMs = parts.settings.app.reconnectWithin * 1000
      const [before, after] = [longestWait(wishedMs, surroundings), longestWait(wishedMs, now)]
      surroundings = now
      if (after !== before) log.debug('tries may lie this far apart now', { ...now, longestWaitMs: after })
    },
    close: disconnect,
  }
}
