import type { GatewayHealth } from '../../src-shared/health.ts'
import { Panel } from '../ui/Panel.tsx'
import { LastKnown } from './LastKnown.tsx'
import classes from './health.module.css'

export function AgentsPanel({ health, stale }: { health: GatewayHealth | undefined; stale: boolean }) {
  return (
    <Panel title="Agents and sessions" stale={stale} actions={stale && health && <LastKnown />}>
      {health === undefined && <p className={classes.nothing}>Not known yet.</p>}
      {health?.agents.length === 0 && <p className={classes.nothing}>The gateway names no agent.</p>}
      {health && health.agents.length > 0 && (
        <ul className={classes.list}>
          {health.agents.map(agent => (
            <li key={agent.id} className={classes.row}>
              <span className={classes.rowName}>{agent.id}</span>
              <span className={classes.rowDetail}>
                {countOf(agent.sessions)}
                {agent.isDefault && ' · answers by default'}
              </span>
            </li>
          ))}
        </ul>
      )}
      {health && <p className={classes.caption}>{countOf(health.sessions)} in all</p>}
    </Panel>
  )
}

function countOf(sessions: number): string {
  return sessions === 1 ? '1 session' : `${sessions} sessions`
}
