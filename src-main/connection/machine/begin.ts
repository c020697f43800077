// How an attempt begins.
import type { ConnectionState, ConnectionTarget } from '../../../src-shared/connection.ts'
import { newLadder } from '../../../src-shared/ladder.ts'
import type { Circumstances, Machine, Step } from './machine.ts'
import { nextRoad, viaOf } from './roads.ts'

/** Every attempt begins here: a new generation, and whatever was under way is ended first. */
export function open(
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
  const { road, isOther } = nextRoad(machine, target, how.takesOther ?? false)
  const ladder = newLadder(road.kind)
  const state: ConnectionState = how.quiet
    ? machine.state
    : {
        phase: 'opening',
        target,
        ...viaOf(target, isOther),
        ladder,
        attempt: machine.history.failures + 1,
        since: given.now,
        lastOnlineAt: machine.lastOnlineAt,
      }
  return {
    machine: {
      ...machine,
      state,
      generation,
      ladder,
      quiet: how.quiet,
      isOnOther: isOther,
      takesOther: false,
    },
    effects: [
      { kind: 'unschedule' },
      { kind: 'end', road: how.endRoad },
      { kind: 'open', generation, target, road, attended: how.attended },
    ],
  }
}

export function tryQuietly(machine: Machine, target: ConnectionTarget, given: Circumstances): Step {
  return open(machine, target, { attended: false, quiet: true, endRoad: false }, given)
}
