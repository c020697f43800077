// The gateways that the app is connected to: the one that is shown, and those that are kept beside it. It alone decides
// which of them there are; each has a controller of its own, which decides everything else.
import type { Clock } from '../../src-shared/clock.ts'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import { keptTargets } from '../../src-shared/settings.ts'
import type { Surroundings } from '../../src-shared/retry-policy.ts'
import type { ConnectionController, ConnectionWatchers } from '../connection/connection-controller.ts'
import type { ConnectOptions, TakeTurn } from '../connection/connection-parts.ts'
import type { Log } from '../logging/log.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { climbInTurn } from './climb-in-turn.ts'
import { shownConnection } from './shown-connection.ts'

/** One gateway of the set, under its `targetKey`. */
export type Member = {
  readonly key: string
  readonly target: ConnectionTarget
  readonly connection: ConnectionController
}

/** As one controller tells, with the gateway's key. */
export type SetWatchers = {
  readonly [Kind in keyof ConnectionWatchers]: (
    key: string,
    value: Parameters<ConnectionWatchers[Kind]>[0],
  ) => void
} & {
  /** A gateway has come or gone, or another one is shown. */
  readonly members: () => void
}

export type ConnectionSet = {
  /** Whichever is shown at the time: what it tells is told again as another one takes its place. */
  readonly shown: ConnectionController
  /** The key of the one that is shown; undefined before the first. */
  readonly shownKey: string | undefined
  readonly members: readonly Member[]
  readonly of: (key: string) => ConnectionController | undefined
  readonly on: (watchers: Partial<SetWatchers>) => () => void
  /** Shows one as it stands, and connects it only where nothing is being done about that. */
  readonly show: (target: ConnectionTarget) => void
  /** Connects one without showing it, unless it is there already. Nobody is asked anything for it. */
  readonly connectBeside: (target: ConnectionTarget) => void
  /** Closes the connection to one of them. It stays in the set while it is shown or kept. */
  readonly disconnect: (key: string) => Promise<void>
  /** Connects those that the settings say to keep, now and as they change. */
  readonly keep: () => void
  /** Closes all for good; safe twice. */
  readonly close: () => Promise<void>
}

export type SetParts = {
  readonly open: (takeTurn?: TakeTurn) => ConnectionController
  readonly settings: Pick<SettingsStore, 'app' | 'onChange'>
  readonly log: Log
  readonly clock: Pick<Clock, 'after'>
}

type Held = { key: string; target: ConnectionTarget; readonly connection: ConnectionController }

export function openConnectionSet({ open, settings, log, clock }: SetParts): ConnectionSet {
  const watchers = new Set<Partial<SetWatchers>>()
  const held = new Map<string, Held>()
  const leaving = new Set<Promise<unknown>>()
  const turns = climbInTurn(clock)
  let kept = new Set<string>()
  let stopKeeping: (() => void) | undefined
  let surroundings: Surroundings | undefined
  let isAway = false
  /** Nobody's yet: what the shown connection is before the first target. */
  let shown: Held | undefined
  const blank = open()

  function tell<Kind extends keyof SetWatchers>(kind: Kind, ...told: Parameters<SetWatchers[Kind]>): void {
    for (const watcher of watchers) {
      const listener = watcher[kind] as ((...told: Parameters<SetWatchers[Kind]>) => void) | undefined
      try {
        listener?.(...told)
      } catch (error) {
        log.error('a watcher of the connections failed', { kind, error })
      }
    }
  }

  function hold(target: ConnectionTarget): Held {
    const key = targetKey(target)
    const known = held.get(key)
    if (known) return known
    const one: Held = { key, target, connection: open(turns.of(() => shown === one)) }
    const isIn = () => held.get(key) === one
    one.connection.on({
      state: state => {
        if ('target' in state) one.target = state.target
        if (isIn()) tell('state', key, state)
      },
      localPort: state => void (isIn() && tell('localPort', key, state)),
      health: health => void (isIn() && tell('health', key, health)),
      timeline: entries => void (isIn() && tell('timeline', key, entries)),
      event: event => void (isIn() && tell('event', key, event)),
      gap: gap => void (isIn() && tell('gap', key, gap)),
    })
    if (surroundings) one.connection.surroundedBy(surroundings)
    if (isAway) one.connection.networkAway(true)
    held.set(key, one)
    return one
  }

  /** What is measured before what it is measured of, so that none of it can be taken for another gateway's. */
  function tellPresent({ key, connection }: Held): void {
    const { localPort, health, timeline, state } = connection
    tell('localPort', key, localPort)
    tell('health', key, health)
    tell('timeline', key, timeline)
    // Of one that is only now to be connected the first state is the beginning of that.
    if (state.phase !== 'idle') tell('state', key, state)
  }

  /** One that is neither shown nor kept goes, with everything it has opened. */
  function letGo(one: Held | undefined): void {
    if (!one || one === shown || kept.has(one.key)) return
    held.delete(one.key)
    tell('state', one.key, { phase: 'idle' })
    tell('members')
    const closing = one.connection.close().catch((error: unknown) => {
      log.error('a connection was not closed in order', { error })
    })
    leaving.add(closing)
    void closing.finally(() => leaving.delete(closing))
  }

  function connect(target: ConnectionTarget, options: ConnectOptions = {}): void {
    moveTo(target, (next, isAnother) => {
      if (!isAnother || !isThere(next.state, target, options)) next.connect(target, options)
    })
  }

  function show(target: ConnectionTarget): void {
    moveTo(target, next => {
      if (next.state.phase === 'idle' || next.state.phase === 'closing') next.connect(target)
    })
  }

  function moveTo(
    target: ConnectionTarget,
    begin: (next: ConnectionController, isAnother: boolean) => void,
  ): void {
    const before = shown
    const next = hold(target)
    shown = next
    turns.shownMoved()
    if (before === next) return begin(next.connection, false)
    tellPresent(next)
    letGo(before)
    begin(next.connection, true)
    tell('members')
  }

  function connectBeside(target: ConnectionTarget): void {
    if (held.has(targetKey(target))) return
    hold(target).connection.connect(target, { attended: false })
    tell('members')
  }

  function keepAsSet(): void {
    const before = kept
    const targets = keptTargets(settings.app)
    kept = new Set(targets.map(targetKey))
    for (const target of targets) if (!before.has(targetKey(target))) connectBeside(target)
    for (const one of held.values()) letGo(one)
    if (before.size !== kept.size || [...before].some(key => !kept.has(key))) tell('members')
  }

  const everyone = () => (held.size === 0 ? [blank] : [...held.values()].map(one => one.connection))

  const facade = shownConnection({
    present: () => shown?.connection ?? blank,
    listen: watcher => {
      const own = <Kind extends keyof ConnectionWatchers>(kind: Kind) =>
        ((key: string, value: Parameters<ConnectionWatchers[Kind]>[0]) => {
          const listener = watcher[kind] as
            | ((value: Parameters<ConnectionWatchers[Kind]>[0]) => void)
            | undefined
          if (key === shown?.key) listener?.(value)
        }) as SetWatchers[Kind]
      const following = {
        state: own('state'),
        localPort: own('localPort'),
        health: own('health'),
        timeline: own('timeline'),
        event: own('event'),
        gap: own('gap'),
      }
      watchers.add(following)
      return () => watchers.delete(following)
    },
    connect,
    everyone: {
      kick: reason => everyone().forEach(one => one.kick(reason)),
      slept: what => everyone().forEach(one => one.slept(what)),
      networkAway: away => {
        isAway = away
        everyone().forEach(one => one.networkAway(away))
      },
      proxyChanged: () => everyone().forEach(one => one.proxyChanged()),
      surroundedBy: now => {
        surroundings = now
        everyone().forEach(one => one.surroundedBy(now))
      },
    },
    close: () => close(),
  })

  async function close(): Promise<void> {
    stopKeeping?.()
    await Promise.all([blank, ...[...held.values()].map(one => one.connection)].map(one => one.close()))
    await Promise.all(leaving)
  }

  return {
    shown: facade,
    get shownKey() {
      return shown?.key
    },
    get members() {
      return [...held.values()]
    },
    of: key => held.get(key)?.connection,
    on: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    show,
    connectBeside,
    disconnect: async key => held.get(key)?.connection.disconnect(),
    keep: () => {
      if (stopKeeping) return
      stopKeeping = settings.onChange(keepAsSet)
      keepAsSet()
    },
    close,
  }
}

/** Whether it is connected already, exactly as it is wished. */
function isThere(state: ConnectionState, target: ConnectionTarget, options: ConnectOptions): boolean {
  return (
    state.phase === 'online' &&
    options.credentials === undefined &&
    JSON.stringify(state.target) === JSON.stringify(target)
  )
}
