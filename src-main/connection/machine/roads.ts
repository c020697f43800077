// Which of two roads to a gateway is taken, and when the first is looked at again.
import { roadsTo, type ConnectionTarget, type StoppedRoad } from '../../../src-shared/connection.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import type { Ladder } from '../../../src-shared/ladder.ts'
import { firstRoadAgainMs, isDoubtOfRoad, isRoadFailure } from '../../../src-shared/retry-policy.ts'
import type { Circumstances, Effect, Machine } from './machine.ts'

/** One that is not quiet enough to be left is asked again when it may have become so. */
const busyAgainMs = 60_000

/** The road of the next attempt: the first, unless it has just failed or is stopped. */
export function nextRoad(
  { stopped }: Machine,
  target: ConnectionTarget,
  takesOther: boolean,
): { readonly road: ConnectionTarget; readonly isOther: boolean } {
  const [first, other] = roadsTo(target)
  if (other === undefined) return { road: first, isOther: false }
  const isOther = stopped ? stopped.via === first.kind : takesOther
  return { road: isOther ? other : first, isOther }
}

/** What an attempt and a connection say of their road, where there are two. */
export function viaOf(target: ConnectionTarget, isOnOther: boolean): { readonly via?: StoppedRoad['via'] } {
  const [first, other] = roadsTo(target)
  const road = isOnOther ? other : first
  return other === undefined || road === undefined || road.kind === 'local' ? {} : { via: road.kind }
}

/** The road that this failure stops; undefined where it stops none, or there is no other. */
export function stoppedBy(
  { isOnOther }: Machine,
  target: ConnectionTarget,
  error: ErrorReport,
): StoppedRoad | undefined {
  const { via } = viaOf(target, isOnOther)
  return via !== undefined && isDoubtOfRoad(error) ? { via, error } : undefined
}

/** Whether the other road is worth a try after this failure of the first. */
export function isForOther(
  { isOnOther, stopped }: Machine,
  target: ConnectionTarget,
  ladder: Ladder,
  error: ErrorReport,
): boolean {
  const [, other] = roadsTo(target)
  const step = ladder.find(({ verdict }) => verdict === 'failed')?.id
  return other !== undefined && !isOnOther && stopped === undefined && isRoadFailure(error, step)
}

/** Where another road serves: when the first is looked at again. */
export function lookAtFirstRoad(
  { isOnOther, stopped, generation }: Machine,
  given: Circumstances,
  inMs = firstRoadAgainMs,
): readonly Effect[] {
  const isWanted = isOnOther && stopped === undefined
  return isWanted ? [{ kind: 'schedule', generation, at: given.now + inMs }] : []
}

export function lookAgainSoon(machine: Machine, given: Circumstances): readonly Effect[] {
  return lookAtFirstRoad(machine, given, busyAgainMs)
}
