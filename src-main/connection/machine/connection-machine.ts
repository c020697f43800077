// The connection as a machine: what was, and what happens, make what is and what is to be done. Pure.
import type { ConnectionTarget, GatewayInfo } from '../../../src-shared/connection.ts'
import { climb, type LadderEvent } from '../../../src-shared/ladder.ts'
import { open, tryQuietly } from './begin.ts'
import { failed } from './failing.ts'
import { kicked, networkChanged } from './kicks.ts'
import {
  noFailures,
  stay,
  type Circumstances,
  type Happening,
  type Machine,
  type RoadSeen,
  type Step,
} from './machine.ts'
import { lookAgainSoon, lookAtFirstRoad, viaOf } from './roads.ts'

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
      return firstRoadSeen(machine, happening.seen, given)
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

function connect(machine: Machine, target: ConnectionTarget, attended: boolean, given: Circumstances): Step {
  const fresh: Machine = {
    ...machine,
    history: noFailures,
    quietPolls: 0,
    lastOnlineAt: undefined,
    stopped: undefined,
  }
  return open(fresh, target, { attended, quiet: false, endRoad: true }, given)
}

function firstRoadSeen(machine: Machine, seen: RoadSeen, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'online' || !machine.isOnOther) return stay(machine)
  if (seen === 'busy') return { machine, effects: lookAgainSoon(machine, given) }
  if (seen === 'bad') return { machine, effects: lookAtFirstRoad(machine, given) }
  if (seen !== 'good') {
    const { via } = viaOf(state.target, false)
    const stopped = via && { via, error: seen.doubt }
    return stay({ ...machine, stopped, state: { ...state, stopped } })
  }
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
    const { ladder, isOnOther } = machine
    const anew: Machine = {
      ...machine,
      quiet: false,
      state: { ...state, ...viaOf(state.target, isOnOther), ladder, gateway, degraded: undefined },
    }
    return { machine: anew, effects: lookAtFirstRoad(anew, given) }
  }
  if (state.phase !== 'opening' && !machine.quiet) return stay(machine)
  if (!('target' in state)) return stay(machine)
  const { stopped } = machine
  const online: Machine = {
    ...machine,
    quiet: false,
    quietPolls: 0,
    history: { ...machine.history, earlyCloses: 0 },
    lastOnlineAt: given.now,
    state: {
      phase: 'online',
      target: state.target,
      ...viaOf(state.target, machine.isOnOther),
      ladder: machine.ladder,
      since: given.now,
      gateway,
      ...(stopped && { stopped }),
    },
  }
  return { machine: online, effects: lookAtFirstRoad(online, given) }
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
