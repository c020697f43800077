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
import { appError, type ErrorReport } from '../../src-shared/errors.ts'
import type { Ladder } from '../../src-shared/ladder.ts'
import { longestWait, type Surroundings } from '../../src-shared/retry-policy.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { GatewayRequestOptions } from '../gateway-client/gateway-connection.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { beginAttempt, type Attempt } from './attempt.ts'
import { systemClock } from './clock.ts'
import { logLadder, logPhase } from './connection-log.ts'
import type { ConnectionParts, ConnectOptions } from './connection-parts.ts'
import { keepStory } from './connection-story.ts'
import type { Endpoint } from './endpoint.ts'
import { lookAround } from './health-look.ts'
import { openHelpOverSsh } from './help-over-ssh.ts'
import { createLocalPort } from './local-port.ts'
import { stepMachine } from './machine/connection-machine.ts'
import { initialMachine, type Effect, type Happening, type Kick } from './machine/machine.ts'
import { endpointFor } from './open-gateway.ts'
import { keepRoad } from './roads/kept-road.ts'
import { watchFirstRoad } from './roads/first-road.ts'
import { openWiderConsent } from './wider-consent.ts'
import { askForScope } from './wider-scopes.ts'
import { testConnection, type TestOptions } from './test-connection.ts'

export type ConnectionWatchers = {
  readonly state: (state: ConnectionState) => void
  readonly localPort: (state: LocalPortState) => void
  readonly health: (health: HealthSnapshot) => void
  readonly timeline: (entries: readonly TimelineEntry[]) => void
  readonly event: (event: GatewayEvent) => void
  /** Events were missed: reload instead of guessing. */
  readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
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
  /**
   * Asks the gateway for one more right while the connection goes on. Undefined: it was granted, and the session is begun
   * anew with it. Else PAIRING_REQUIRED, with the request that somebody has to approve (asked again, it is the same one),
   * or SCOPE_MISSING: this device's token may not even ask, and the gateway's secret is wanted for it. For operator.admin a
   * person is asked first; rejects with CANCELLED when they decline, and nothing was asked of the gateway.
   */
  readonly askForScope: (scope: string, signal: AbortSignal) => Promise<ErrorReport | undefined>
  /** Nobody waits for that right any more: a person's yes to asking for it holds no longer. */
  readonly stopAskingForScope: () => void
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
  let credentials: GatewayCredentials | undefined
  let looking: Promise<void> | undefined
  let unschedule = (): void => undefined
  let askedScope: ErrorReport | undefined

  const road = keepRoad({
    open: parts.roadTo ?? (target => endpointFor(target, parts)),
    keepHold,
    credentials: () => credentials,
  })
  const firstRoad = watchFirstRoad(parts, clock)
  const help = openHelpOverSsh({
    state: () => machine.state,
    asked: () => askedScope,
    roadTo: target => road.to(roadsTo(target).find(one => one?.kind === 'ssh') ?? target),
    ask: parts.ask,
    log,
  })
  const consent = openWiderConsent(parts.ask, log)
  const story = keepStory(log, entries => tell('timeline', entries))

  const localPort = createLocalPort({
    openChannel: road.openChannel,
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

  async function lookAtFirstRoad(generation: number): Promise<void> {
    const { state } = machine
    if (!('target' in state)) return
    happen({ kind: 'first-road', generation, seen: await firstRoad.look(state.target) })
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
    firstRoad.callOff()
    if (attempt) keepHold(attempt.end())
    attempt = undefined
    if (withRoad) road.close()
  }

  function begin({ generation, target, road: way, attended }: Extract<Effect, { kind: 'open' }>): void {
    attempt = beginAttempt(
      {
        target,
        attended,
        takesOver: machine.quiet && machine.state.phase === 'online',
        credentials,
        help,
        endpoint: () => road.to(way),
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
          if (event.event === 'chat' || event.event === 'agent') firstRoad.used()
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
    if (!looked || machine.state.phase !== 'online') return
    const [seen] = await Promise.all([
      lookAround({
        request: (method, params, options) => looked.request(method, params, options),
        road: road.current(),
        nodeId,
        now: clock.now,
      }),
      looked.checkHealth(),
    ])
    if (attempt === looked) publishHealth({ ...health, look: seen })
  }

  /** Circumstances belong to the story of a connection; without one they are nobody's. */
  function isWatched(): boolean {
    return machine.state.phase !== 'idle' && machine.state.phase !== 'closing'
  }

  function connect(target: ConnectionTarget, options: ConnectOptions = {}): void {
    credentials = options.credentials
    stopAskingForScope()
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

  async function askScope(wanted: string, signal: AbortSignal): Promise<ErrorReport | undefined> {
    const { state, generation } = machine
    if (state.phase !== 'online') throw appError('NOT_CONNECTED', {})
    const { target, gateway } = state
    const asking = attempt
    const isStill = () => machine.generation === generation && attempt === asking
    await consent.to(wanted, target, signal)
    if (!isStill()) throw appError('NOT_CONNECTED', {})
    const waits = await askForScope(
      { target, endpoint: road.shared, credentials, help, held: gateway.scopes, wanted },
      parts,
      signal,
    )
    if (!waits) consent.forget()
    if (!isStill()) return waits
    askedScope = waits
    if (waits) return waits
    log.info('the gateway granted another right: the session is begun anew', { wanted })
    if (asking) keepHold(asking.renew())
    return undefined
  }

  function stopAskingForScope(): void {
    askedScope = undefined
    consent.forget()
  }

  async function disconnect(): Promise<void> {
    stopAskingForScope()
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
      const { phase } = machine.state
      if ((await help.readSecret(signal)) && phase !== 'online') happen({ kind: 'kicked', reason: 'user' })
    },
    approvePairingOverSsh: async (requestId, signal) => {
      const { phase } = machine.state
      // Whoever waits for a right while connected asks for it again by itself.
      if ((await help.approvePairing(requestId, signal)) && phase !== 'online')
        happen({ kind: 'kicked', reason: 'user' })
    },
    askForScope: askScope,
    stopAskingForScope,
    retryNow: () => {
      localPort.retry()
      happen({ kind: 'kicked', reason: 'user' })
    },
    checkHealth: async () => attempt?.checkHealth(),
    look,
    test: (target, onLadder, signal, options) => testConnection(target, onLadder, signal, options, parts),
    request: async (method, params, options) => {
      if (!attempt) throw appError('NOT_CONNECTED', {})
      firstRoad.used()
      return attempt.request(method, params, options)
    },
    openRemoteChannel: road.openChannel,
    sharedRoad: () => road.shared,
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
