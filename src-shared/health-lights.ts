// Five lights from the facts: tunnel, gateway, channels, node, approvals. Pure, so that every door shows the same.
import {
  retryingOf,
  roadsTo,
  standingOf,
  toneOf,
  type ConnectionState,
  type ConnectionTarget,
  type Tone,
} from './connection.ts'
import { sayError } from './error-words.ts'
import type { ErrorReport } from './errors.ts'
import { failingFor, slowRoundTripMs, staleAfterMs, type HealthSnapshot } from './health.ts'
import type { T } from './i18n/message-types.ts'
import { currentStep, type Ladder } from './ladder.ts'
import type { NodeHostState } from './node-host.ts'
import { phrase, say, type Said } from './said.ts'
import { sayAgo } from './time-words.ts'

export const lightIds = ['tunnel', 'gateway', 'channels', 'node', 'approvals'] as const
export type LightId = (typeof lightIds)[number]

/** Grey: it is not there, not reached or not known. Only green is a claim that it works. */
export type LightColor = 'green' | 'amber' | 'red' | 'grey'

export type Light = {
  readonly id: LightId
  readonly color: LightColor
  /** It is amber because it is on its way by itself: nobody need look. */
  readonly awaited?: 'connecting' | 'reconnecting' | undefined
  /** Why, where nothing failed. */
  readonly sentence: Said
  readonly error?: ErrorReport | undefined
  /** When that was measured, milliseconds since the epoch; absent where nothing was. */
  readonly measuredAt?: number | undefined
  /** Over which road. */
  readonly road?: ConnectionTarget['kind'] | undefined
}

export type LightFacts = {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly state: ConnectionState
  readonly health: HealthSnapshot
  /** This computer as a node; absent where that is not known. */
  readonly node?: NodeHostState | undefined
}

type Colored = Omit<Light, 'id' | 'road'>

/** One light for each id, in that order. A green one has a `measuredAt` of at most `staleAfterMs` ago. */
export function healthLights(facts: LightFacts): readonly Light[] {
  const road = roadOf(facts.state)
  const lights = lightsOf(facts)
  return lightIds.map(id => ({ id, road, ...lights[id] }))
}

/** What a light says. */
export function sayLight({ error, sentence }: Light, t: T): string {
  return error ? sayError(error, t).message : say(sentence, t)
}

/** Its colour in a word or two. */
export function sayColor({ color, awaited }: Light, t: T): string {
  return t(`health.lights.${awaited ?? color}`)
}

/** When and where it was measured: "2 s ago, over the SSH road". */
export function sayMeasured({ measuredAt, road }: Light, now: number, t: T): string {
  return sayWhenAndWhere(measuredAt, road, now, t)
}

/** The same of anything that was measured over a road. */
export function sayWhenAndWhere(
  measuredAt: number | undefined,
  road: ConnectionTarget['kind'] | undefined,
  now: number,
  t: T,
): string {
  if (measuredAt === undefined || road === undefined) return t('health.lights.notMeasured')
  return t('health.lights.measured', { ago: sayAgo(measuredAt, now, t), road })
}

/** When the first light stops being green by age alone; undefined when none is green. */
export function lightsChangeAt(lights: readonly Light[]): number | undefined {
  const ends = lights.flatMap(({ color, measuredAt }) =>
    color === 'green' && measuredAt !== undefined ? [measuredAt + staleAfterMs + 1] : [],
  )
  return ends.length > 0 ? Math.min(...ends) : undefined
}

function lightsOf(facts: LightFacts): Record<LightId, Colored> {
  const { state } = facts
  switch (state.phase) {
    case 'idle':
    case 'closing':
      return allOf(grey(phrase('lightOff')))
    case 'opening':
      return { ...allOf(grey(phrase('lightNotReached'))), ...lightsOfOpening(state, facts.now) }
    case 'waiting':
    case 'needs-you':
    case 'failed':
      return lightsOfFailure(state, facts.now)
    case 'online':
      return {
        tunnel: tunnelLight(state, facts),
        gateway: gatewayLight(facts),
        channels: channelsLight(facts),
        node: nodeLight(facts),
        approvals: approvalsLight(facts),
      }
  }
}

/** Whoever waits for an answer of the gateway has its tunnel already. */
function lightsOfOpening(
  state: Extract<ConnectionState, { phase: 'opening' }>,
  now: number,
): Partial<Record<LightId, Colored>> {
  const { target, ladder } = state
  const opening = openingLight(state)
  if (!hasTunnel(target)) return { tunnel: noTunnel(target), gateway: opening }
  const hasRoad = ladder.find(({ id }) => id === 'channel')?.verdict === 'passed'
  return hasRoad ? { tunnel: reachedTunnel(ladder, now), gateway: opening } : { tunnel: opening }
}

type Failure = Extract<ConnectionState, { error: ErrorReport }>

const roadSteps: ReadonlySet<string> = new Set([
  'proxy',
  'resolve',
  'tcp',
  'host-key',
  'ssh-login',
  'channel',
])

/**
 * The step that failed says whose light it is. A line that was cut after the climb is the road's; a host that says that
 * nothing listens at the gateway's port has been reached.
 */
function lightsOfFailure(state: Failure, now: number): Record<LightId, Colored> {
  const { target, ladder, error } = state
  const others = allOf(grey(phrase('lightNotReached')))
  const failure = failureLight(state)
  if (!hasTunnel(target)) return { ...others, tunnel: noTunnel(target), gateway: failure }
  const step = ladder.find(({ verdict }) => verdict === 'failed')
  const isOfRoad = !step || (roadSteps.has(step.id) && error.code !== 'GATEWAY_NOT_LISTENING')
  if (isOfRoad) return { ...others, tunnel: failure }
  return { ...others, tunnel: reachedTunnel(ladder, now), gateway: failure }
}

/** What failed has the colour of the connection: amber while it goes on by itself. */
function failureLight(state: Failure): Colored {
  const { error, ladder } = state
  return {
    color: colors[toneOf(standingOf(state))],
    awaited: awaitedOf(state),
    sentence: error.message,
    error,
    measuredAt: failedAt(ladder),
  }
}

const colors: Record<Tone, LightColor> = {
  off: 'grey',
  busy: 'amber',
  returning: 'amber',
  good: 'green',
  attention: 'amber',
  bad: 'red',
}

function openingLight(state: ConnectionState): Colored {
  return { ...amber(phrase('lightOpening')), awaited: awaitedOf(state) ?? 'connecting' }
}

function awaitedOf(state: ConnectionState): Light['awaited'] {
  const retrying = retryingOf(state)
  return retrying === 'reaching' ? 'connecting' : retrying
}

function failedAt(ladder: Ladder): number | undefined {
  const step = currentStep(ladder)
  return step?.startedAt === undefined ? undefined : step.startedAt + (step.durationMs ?? 0)
}

/** The last attempt came through it. */
function reachedTunnel(ladder: Ladder, now: number): Colored {
  const channel = ladder.find(({ id }) => id === 'channel')
  const measuredAt =
    channel?.startedAt === undefined ? undefined : channel.startedAt + (channel.durationMs ?? 0)
  const sentence = phrase('lightTunnelReached')
  return { color: isFresh(measuredAt, now) ? 'green' : 'grey', sentence, measuredAt }
}

function roadOf(state: ConnectionState): ConnectionTarget['kind'] | undefined {
  if (!('target' in state)) return undefined
  return ('via' in state ? state.via : undefined) ?? state.target.kind
}

function tunnelLight(
  { target, via, stopped }: Extract<ConnectionState, { phase: 'online' }>,
  { health, now }: LightFacts,
): Colored {
  if (stopped) return { color: 'amber', sentence: stopped.error.message, error: stopped.error }
  if (!hasTunnel(target)) return noTunnel(target)
  if (via === 'direct')
    return roadsTo(target)[0].kind === 'ssh' ? amber(phrase('lightOtherRoad')) : grey(phrase('lightNoTunnel'))
  const tripAt = health.latency.at(-1)?.at
  const { look } = health
  const roadAt = look?.road === 'alive' ? look.at : undefined
  const measuredAt = latest(tripAt, roadAt)
  // Amber first: mostly another line takes over before the last sign of life is out of date.
  if (look?.road === 'silent' && look.at > (measuredAt ?? 0)) {
    const color = isFresh(measuredAt, now) ? 'amber' : 'red'
    return { color, sentence: phrase('lightTunnelSilent'), measuredAt: look.at }
  }
  if (measuredAt === undefined) return grey(phrase('healthNone'))
  if (!isFresh(measuredAt, now)) return old(measuredAt, now)
  return { color: 'green', sentence: phrase('lightTunnelGood'), measuredAt }
}

function gatewayLight({ health, now }: LightFacts): Colored {
  const trip = health.latency.at(-1)
  const { look } = health
  const failing = failingFor(health, now)
  if (failing)
    return { color: failing.isSure ? 'red' : 'amber', sentence: failing.reason, measuredAt: trip?.at }
  if (!trip) return grey(phrase('healthNone'))
  const measuredAt = trip.at
  if (!isFresh(measuredAt, now)) return old(measuredAt, now)
  const worries: Said[] = [
    ...(isFresh(look?.at, now) && look?.http?.startupz?.status === 503 ? [phrase('lightDraining')] : []),
    ...(health.gateway?.complaints ?? []),
    ...(trip.ms > slowRoundTripMs ? [phrase('healthSlow', { ms: Math.round(trip.ms) })] : []),
  ]
  const [worry] = worries
  return worry === undefined
    ? { color: 'green', sentence: phrase('lightGatewayGood', { ms: Math.round(trip.ms) }), measuredAt }
    : { color: 'amber', sentence: worry, measuredAt }
}

function channelsLight({ health, now }: LightFacts): Colored {
  const { gateway, gatewayAt: measuredAt } = health
  if (!gateway || measuredAt === undefined) return grey(phrase('healthNone'))
  const { channels } = gateway
  if (channels.length === 0) return { ...grey(phrase('lightNoChannels')), measuredAt }
  const broken = channels.filter(({ status }) => status === 'error')
  const [first] = broken
  if (!isFresh(measuredAt, now) || !isFresh(health.latency.at(-1)?.at, now)) return old(measuredAt, now)
  if (first)
    return {
      color: broken.length === channels.length ? 'red' : 'amber',
      sentence: phrase('healthChannel', { channel: first.label, problem: first.detail }),
      measuredAt,
    }
  const running = channels.filter(({ status }) => status === 'running').length
  if (running === 0) return { ...grey(phrase('lightChannelsStopped')), measuredAt }
  return { color: 'green', sentence: phrase('lightChannelsGood', { count: running }), measuredAt }
}

function nodeLight({ health, node, now }: LightFacts): Colored {
  if (node?.phase === 'failed') return { color: 'red', sentence: node.error.message, error: node.error }
  if (node?.phase !== 'on') return grey(phrase('lightNodeOff'))
  const { connection } = node
  if (connection.phase !== 'online')
    return 'error' in connection
      ? { ...failureLight(connection), measuredAt: undefined }
      : openingLight(connection)
  if (node.approval === 'waiting') return amber(phrase('lightNodeWaits'))
  const { look } = health
  if (look?.node === undefined) return grey(phrase('lightUnseen'))
  if (!isFresh(look.at, now)) return old(look.at, now)
  return look.node === 'connected'
    ? { color: 'green', sentence: phrase('lightNodeGood'), measuredAt: look.at }
    : { color: 'red', sentence: phrase('lightNodeAway'), measuredAt: look.at }
}

function approvalsLight({ health, now }: LightFacts): Colored {
  const { look } = health
  if (look?.approvals === undefined) return grey(phrase('lightUnseen'))
  if (!isFresh(look.at, now)) return old(look.at, now)
  if (look.approvals === 'not-allowed')
    return { ...grey(phrase('lightApprovalsNotAllowed')), measuredAt: look.at }
  return look.approvals > 0
    ? {
        color: 'amber',
        sentence: phrase('lightApprovalsWait', { count: look.approvals }),
        measuredAt: look.at,
      }
    : { color: 'green', sentence: phrase('lightApprovalsGood'), measuredAt: look.at }
}

/** A time that has not come yet is of a clock that was set: it proves nothing. */
function isFresh(at: number | undefined, now: number): boolean {
  return at !== undefined && now - at <= staleAfterMs && at - now <= clockSlackMs
}

/** The window rounds its time down to whole seconds. */
const clockSlackMs = 2_000

function hasTunnel(target: ConnectionTarget): boolean {
  return target.kind === 'ssh'
}

function noTunnel(target: ConnectionTarget): Colored {
  return grey(phrase(target.kind === 'local' ? 'lightNoTunnelHere' : 'lightNoTunnel'))
}

function grey(sentence: Said): Colored {
  return { color: 'grey', sentence }
}

function amber(sentence: Said): Colored {
  return { color: 'amber', sentence }
}

function old(measuredAt: number, now: number): Colored {
  const seconds = Math.max(0, Math.round((now - measuredAt) / 1000))
  return { color: 'amber', sentence: phrase('healthOld', { seconds }), measuredAt }
}

function allOf(light: Colored): Record<LightId, Colored> {
  return { tunnel: light, gateway: light, channels: light, node: light, approvals: light }
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.max(one, other)
}
