import { describeShortly, targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { sayAgo } from '../../src-shared/time-words.ts'
import { liveGateways } from '../app-state.ts'
import { useLive } from '../live.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'

/** How a gateway of the list stands: as its connection does while it has one, else when it last had. */
export function useStanding(): (entry: RecentTarget) => string {
  const { t } = useWords()
  const now = useNow(false)
  const entries = useLive(liveGateways) ?? []
  const standsAt = (target: ConnectionTarget) => entries.find(({ key }) => key === targetKey(target))?.stands
  return ({ target, lastOnlineAt }) => {
    const stands = standsAt(target)
    return stands && stands.phase !== 'idle' ? describeShortly(stands, t) : sayAgo(lastOnlineAt, now, t)
  }
}
