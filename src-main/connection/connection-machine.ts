// The connection as a machine: what was, and what happens, make what is and what is to be done. Pure.
import {
  roadsTo,
  type ConnectionState,
  type ConnectionTarget,
  type GatewayInfo,
} from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { climb, currentStep, newLadder, type Ladder, type LadderEvent } from '../../src-shared/ladder.ts'
import type { Said } from '../../src-shared/said.ts'
import {
  admitKick,
  firstRoadAgainMs,
  isRoadFailure,
  noKicks,
  otherRoadAfterMs,
  pairingPollDelay,
  planRetry,
  stableAfterMs,
  type KickHistory,
  type RetryHistory,
} from '../../src-shared/retry-policy.ts'

/** `said-…`: what a browser believes of the network. It is often wrong, so it is a reason to look and proves nothing. */
export type Kick = 'network' | 'wake' | 'unlock' | 'user' | 'said-online' | 'said-offline'

export type Machine = {
  /** What everybody sees. */
  readonly state: ConnectionState
  /** Counts attempts. What a part reports carries the number it was started with; another number is stale. */
  readonly generation: number
  /** Of the present attempt; shown in the state unless the attempt is quiet. */
  readonly ladder: Ladder
  /** An attempt is under way behind `needs-you`, to see whether the person has done it elsewhere. */
  readonly quiet: boolean
  readonly history: RetryHistory
  readonly pairingPolls: number
  readonly kicks: KickHistory
  readonly networkAway: boolean
  readonly lastOnlineAt: number | undefined
  /** Whether the present attempt takes the second of two roads. */
  readonly isOnOther: boolean
  /** Whether the next attempt does: the first has just failed. */
  readonly takesOther: boolean
}

export type Happening =
  | { readonly kind: 'connect'; readonly target: ConnectionTarget; readonly attended: boolean }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'closed'; readonly generation: number }
  | { readonly kind: 'climbed'; readonly generation: number; readonly event: LadderEvent }
  | { readonly kind: 'opened'; readonly generation: number; readonly gateway: GatewayInfo }
  /** The attempt failed, or the open connection was lost. */
  | { readonly kind: 'failed'; readonly generation: number; readonly error: ErrorReport }
  | { readonly kind: 'due'; readonly generation: number }
  /** The first road was looked at while the other one serves: whether it leads to the gateway, and nobody waits now. */
  | { readonly kind: 'first-road'; readonly generation: number; readonly isGood: boolean }
  | { readonly kind: 'kicked'; readonly reason: Kick }
  | { readonly kind: 'network'; readonly away: boolean }
  | { readonly kind: 'judged'; readonly generation: number; readonly degraded: Said | undefined }

export type Effect =
  /** Begin an attempt. */
  | {
      readonly kind: 'open'
      readonly generation: number
      readonly target: ConnectionTarget
      /** The one of its roads to take. */
      readonly road: ConnectionTarget
      readonly attended: boolean
    }
  /** See whether the first road leads to the gateway again, and report `first-road`. */
  | { readonly kind: 'look-at-first-road'; readonly generation: number }
  /** Abort the attempt, or close the connection; with `road` the tunnel below it too. */
  | { readonly kind: 'end'; readonly road: boolean }
  /** Report `closed` once everything that was opened is closed. */
  | { readonly kind: 'report-closed'; readonly generation: number }
  /** Report `due` at this time, in milliseconds since the epoch; replaces the one before. */
  | { readonly kind: 'schedule'; readonly generation: number; readonly at: number }
  | { readonly kind: 'unschedule' }
  /** See at once whether the connection still lives. */
  | { readonly kind: 'probe' }

export type Circumstances = {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** In [0, 1). */
  readonly random: number
  /** The longest wait between two tries; the retry policy's own when absent. */
  readonly longestWaitMs?: number | undefined
}

export type Step = { readonly machine: Machine; readonly effects: readonly Effect[] }

const noFailures: RetryHistory = { failures: 0, earlyCloses: 0 }

export const initialMachine: Machine = {
  state: { phase: 'idle' },
  generation: 0,
  ladder: [],
  quiet: false,
  history: noFailures,
  pairingPolls: 0,
  kicks: noKicks,
  networkAway: false,
  lastOnlineAt: undefined,
  isOnOther: false,
  takesOther: false,
}

export function stepMachine(machine: Machine, happening: Happening, given: Circumstances): Step {
  if ('generation' in happening && happening.generation !== machine.generation) return stay(machine)
  switch (happening.kind) {
    case 'connect':
      return connect(machine, happening.target, happening.attended, given)
    case 'disconnect':
      return disconnect(machine)
    case 'closed':
      return machine.state.phase === 'closing'
        ? stay({ ...machine, state: { phase: 'idle' } })
        : stay(machine)
    case 'climbed':
      return stay(climbed(machine, happening.event))
    case 'opened':
      return opened(machine, happening.gateway, given)
    case 'failed':
      return failed(machine, happening.error, given)
    case 'due':
      return due(machine, given)
    case 'first-road':
      return firstRoadSeen(machine, happening.isGood, given)
    case 'kicked':
      return kicked(machine, happening.reason, given)
    case 'network':
      return networkChanged(machine, happening.away, given)
    case 'judged':
      return machine.state.phase === 'online'
        ? stay({ ...machine, state: { ...machine.state, degraded: happening.degraded } })
        : stay(machine)
  }
}

function stay(machine: Machine): Step {
  return { machine, effects: [] }
}

function connect(machine: Machine, target: ConnectionTarget, attended: boolean, given: Circumstances): Step {
  const fresh: Machine = { ...machine, history: noFailures, pairingPolls: 0, lastOnlineAt: undefined }
  return open(fresh, target, { attended, quiet: false, endRoad: true }, given)
}

/** Every attempt begins here: a new generation, and whatever was under way is ended first. */
function open(
  machine: Machine,
  target: ConnectionTarget,
  how: {
    readonly attended: boolean
    readonly quiet: boolean
    readonly endRoad: boolean
    readonly takesOther?: boolean
  },
  given: Circumstances,
): Step {
  const generation = machine.generation + 1
  const [first, other] = roadsTo(target)
  const road = (how.takesOther ? other : undefined) ?? first
  const ladder = newLadder(road.kind)
  const state: ConnectionState = how.quiet
    ? machine.state
    : {
        phase: 'opening',
        target,
        ...viaOf(road, other),
        ladder,
        attempt: machine.history.failures + 1,
        since: given.now,
      }
  return {
    machine: {
      ...machine,
      state,
      generation,
      ladder,
      quiet: how.quiet,
      isOnOther: road !== first,
      takesOther: false,
    },
    effects: [
      { kind: 'unschedule' },
      { kind: 'end', road: how.endRoad },
      { kind: 'open', generation, target, road, attended: how.attended },
    ],
  }
}

function viaOf(
  road: ConnectionTarget,
  other: ConnectionTarget | undefined,
): { readonly via?: 'ssh' | 'direct' } {
  return other === undefined || road.kind === 'local' ? {} : { via: road.kind }
}

/** Where another road serves: when the first is looked at again. */
function lookAtFirstRoad({ isOnOther, generation }: Machine, given: Circumstances): readonly Effect[] {
  return isOnOther ? [{ kind: 'schedule', generation, at: given.now + firstRoadAgainMs }] : []
}

function firstRoadSeen(machine: Machine, isGood: boolean, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'online' || !machine.isOnOther) return stay(machine)
  if (!isGood) return { machine, effects: lookAtFirstRoad(machine, given) }
  // Behind the state: nothing has been away.
  return open(machine, state.target, { attended: false, quiet: true, endRoad: false }, given)
}

function disconnect(machine: Machine): Step {
  const { state } = machine
  if (state.phase === 'idle' || state.phase === 'closing') return stay(machine)
  const generation = machine.generation + 1
  return {
    machine: { ...machine, generation, quiet: false, state: { phase: 'closing', target: state.target } },
    effects: [{ kind: 'unschedule' }, { kind: 'end', road: true }, { kind: 'report-closed', generation }],
  }
}

function climbed(machine: Machine, event: LadderEvent): Machine {
  const ladder = climb(machine.ladder, event)
  const { state } = machine
  const shown = !machine.quiet && (state.phase === 'opening' || state.phase === 'online')
  return { ...machine, ladder, state: shown ? { ...state, ladder } : state }
}

function opened(machine: Machine, gateway: GatewayInfo, given: Circumstances): Step {
  const { state } = machine
  // The session was begun anew over a road that was replaced: nothing has been away.
  if (state.phase === 'online') {
    const [first, other] = roadsTo(state.target)
    const via = viaOf((machine.isOnOther ? other : undefined) ?? first, other)
    const anew: Machine = {
      ...machine,
      quiet: false,
      state: { ...state, ...via, gateway, degraded: undefined },
    }
    return { machine: anew, effects: lookAtFirstRoad(anew, given) }
  }
  if (state.phase !== 'opening' && !machine.quiet) return stay(machine)
  if (!('target' in state)) return stay(machine)
  const [first, other] = roadsTo(state.target)
  const road = (machine.isOnOther ? other : undefined) ?? first
  const online: Machine = {
    ...machine,
    quiet: false,
    pairingPolls: 0,
    history: { ...machine.history, earlyCloses: 0 },
    lastOnlineAt: given.now,
    state: {
      phase: 'online',
      target: state.target,
      ...viaOf(road, other),
      ladder: machine.ladder,
      since: given.now,
      gateway,
    },
  }
  return { machine: online, effects: lookAtFirstRoad(online, given) }
}

function failed(machine: Machine, error: ErrorReport, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'opening' && state.phase !== 'online' && !machine.quiet) return stay(machine)
  if (!('target' in state)) return stay(machine)
  const { target } = state
  const wasStable = state.phase === 'online' && given.now - state.since >= stableAfterMs
  const before = wasStable ? noFailures : machine.history
  const history: RetryHistory = {
    failures: before.failures + 1,
    earlyCloses: error.code === 'SSH_CLOSED_EARLY' ? before.earlyCloses + 1 : 0,
  }
  const ladder = withFailure(machine.ladder, error, given.now)
  const after: Machine = {
    ...machine,
    ladder,
    quiet: false,
    history,
    lastOnlineAt: state.phase === 'online' ? given.now : machine.lastOnlineAt,
  }
  const at = { target, ladder }

  if (error.code === 'PAIRING_REQUIRED') {
    const pairingPolls = machine.pairingPolls + 1
    return {
      machine: { ...after, pairingPolls, state: { phase: 'needs-you', ...at, error } },
      effects: [
        {
          kind: 'schedule',
          generation: machine.generation,
          at: given.now + pairingPollDelay(machine.pairingPolls, given.random),
        },
      ],
    }
  }
  if (error.retry === 'after-change') {
    return stay({ ...after, state: { phase: 'needs-you', ...at, error } })
  }
  if (error.retry === 'never') {
    return {
      machine: { ...after, state: { phase: 'failed', ...at, error } },
      effects: [{ kind: 'end', road: true }],
    }
  }
  return wait(after, at, error, given)
}

/** Every failure stands on a step: the one that reported it, else the one where things stood. */
function withFailure(ladder: Ladder, error: ErrorReport, now: number): Ladder {
  if (ladder.some(step => step.verdict === 'failed')) return ladder
  const step = currentStep(ladder)?.id ?? 'health'
  return climb(ladder, { step, verdict: 'failed', at: now, error })
}

function wait(
  machine: Machine,
  at: { readonly target: ConnectionTarget; readonly ladder: Ladder },
  error: ErrorReport,
  given: Circumstances,
): Step {
  const [, other] = roadsTo(at.target)
  const takesOther = other !== undefined && !machine.isOnOther && isRoadFailure(error)
  const plan = takesOther
    ? { delayMs: otherRoadAfterMs, error }
    : planRetry(error, machine.history, given.random, given.longestWaitMs)
  const held = machine.networkAway && needsNetwork(at.target)
  const retryAt = held ? undefined : given.now + plan.delayMs
  return {
    machine: {
      ...machine,
      takesOther,
      state: {
        phase: 'waiting',
        ...at,
        attempt: machine.history.failures,
        retryAt,
        error: plan.error,
        lastOnlineAt: machine.lastOnlineAt,
      },
    },
    effects: retryAt === undefined ? [] : [{ kind: 'schedule', generation: machine.generation, at: retryAt }],
  }
}

function due(machine: Machine, given: Circumstances): Step {
  const { state } = machine
  if (state.phase === 'waiting') {
    const { takesOther } = machine
    return open(machine, state.target, { attended: false, quiet: false, endRoad: false, takesOther }, given)
  }
  if (state.phase === 'online' && machine.isOnOther && !machine.quiet) {
    return { machine, effects: [{ kind: 'look-at-first-road', generation: machine.generation }] }
  }
  if (state.phase === 'needs-you' && !machine.quiet) return tryQuietly(machine, state.target, given)
  return stay(machine)
}

function tryQuietly(machine: Machine, target: ConnectionTarget, given: Circumstances): Step {
  return open(machine, target, { attended: false, quiet: true, endRoad: false }, given)
}

function kicked(machine: Machine, reason: Kick, given: Circumstances): Step {
  const { state } = machine
  if (reason === 'user') return kickedByPerson(machine, given)
  if (state.phase === 'idle' || state.phase === 'closing' || state.phase === 'failed') return stay(machine)
  if (state.phase === 'online') return { machine, effects: [{ kind: 'probe' }] }
  if (!isWorthwhile(machine, reason)) return stay(machine)
  const { allowed, history } = admitKick(machine.kicks, given.now)
  const remembered = { ...machine, kicks: history }
  if (!allowed) return stay(remembered)
  // After sleep or on another network the old road is not to be trusted, even where it looks open.
  return state.phase === 'needs-you'
    ? tryQuietly(remembered, state.target, given)
    : open(remembered, state.target, { attended: false, quiet: false, endRoad: true }, given)
}

function kickedByPerson(machine: Machine, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'waiting' && state.phase !== 'needs-you' && state.phase !== 'failed') {
    return stay(machine)
  }
  const fresh = { ...machine, history: noFailures, pairingPolls: 0 }
  return open(fresh, state.target, { attended: true, quiet: false, endRoad: false }, given)
}

function isWorthwhile(machine: Machine, reason: Kick): boolean {
  const { state } = machine
  if (reason === 'said-offline') return false
  if (reason === 'said-online' && state.phase !== 'waiting') return false
  if (state.phase === 'waiting') return !(machine.networkAway && needsNetwork(state.target))
  // A dial that began before the network changed may be waiting for an answer that cannot come.
  if (state.phase === 'opening') {
    return reason !== 'unlock' && machine.ladder.find(step => step.id === 'tcp')?.verdict !== 'passed'
  }
  if (state.phase !== 'needs-you' || machine.quiet) return false
  // Unlocking the computer may have unlocked its keychain and its SSH agent; a pairing may have been approved.
  return state.error.code === 'PAIRING_REQUIRED' || (reason === 'unlock' && unlockable.has(state.error.code))
}

const unlockable = new Set<ErrorReport['code']>([
  'VAULT_UNAVAILABLE',
  'SSH_AGENT_UNAVAILABLE',
  'SSH_LOGIN_NEEDS_YOU',
])

function networkChanged(machine: Machine, away: boolean, given: Circumstances): Step {
  if (away === machine.networkAway) return stay(machine)
  const next = { ...machine, networkAway: away }
  const { state } = machine
  if (state.phase === 'online') return { machine: next, effects: [{ kind: 'probe' }] }
  if (state.phase !== 'waiting' || !needsNetwork(state.target)) return stay(next)
  if (away) {
    return {
      machine: { ...next, state: { ...state, retryAt: undefined } },
      effects: [{ kind: 'unschedule' }],
    }
  }
  return open(next, state.target, { attended: false, quiet: false, endRoad: true }, given)
}

function needsNetwork(target: ConnectionTarget): boolean {
  return target.kind !== 'local'
}
