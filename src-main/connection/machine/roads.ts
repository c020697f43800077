// Which of two roads to a gateway is taken, and when the first is looked at again.
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { firstRoadAgainMs } from '../../../src-shared/retry-policy.ts'
import type { Circumstances, Effect, Machine } from './machine.ts'

export function viaOf(
  road: ConnectionTarget,
  other: ConnectionTarget | undefined,
): { readonly via?: 'ssh' | 'direct' } {
  return other === undefined || road.kind === 'local' ? {} : { via: road.kind }
}

/** Where another road serves: when the first is looked at again. */
export function lookAtFirstRoad({ isOnOther, generation }: Machine, given: Circumstances): readonly Effect[] {
  return isOnOther ? [{ kind: 'schedule', generation, at: given.now + firstRoadAgainMs }] : []
}
