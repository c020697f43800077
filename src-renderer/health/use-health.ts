import { useState } from 'react'
import { targetKey, type ConnectionState, type GatewayInfo } from '../../src-shared/connection.ts'
import { noHealth } from '../../src-shared/health.ts'
import { liveConnection, liveHealth } from '../app-state.ts'
import { useLive } from '../live.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { healthVerdict } from './health-view.ts'

/** Everything the page shows, or undefined until the app has answered for the first time. */
export function useHealth() {
  const { t } = useWords()
  const state = useLive(liveConnection)
  const snapshot = useLive(liveHealth) ?? noHealth
  const now = useNow(true)
  const gateway = useLastGateway(state)
  if (!state) return undefined
  return { state, snapshot, now, gateway, verdict: healthVerdict(state, snapshot, now, t) }
}

/** What the gateway said of itself, kept while the way to it is lost. */
function useLastGateway(state: ConnectionState | undefined): GatewayInfo | undefined {
  const [last, setLast] = useState<{ key: string; gateway: GatewayInfo }>()
  if (state?.phase === 'online' && last?.gateway !== state.gateway)
    setLast({ key: targetKey(state.target), gateway: state.gateway })
  if (!state || !('target' in state)) return undefined
  return last?.key === targetKey(state.target) ? last.gateway : undefined
}
