import type { GatewayHealth } from '../../src-shared/health.ts'
import { Panel } from '../ui/Panel.tsx'
import { LastKnown } from './LastKnown.tsx'
import { useWords } from '../words.ts'
import classes from './health.module.css'

export function AgentsPanel({ health, stale }: { health: GatewayHealth | undefined; stale: boolean }) {
  const { t } = useWords()
  return (
    <Panel title={t('health.agents.title')} stale={stale} actions={stale && health && <LastKnown />}>
      {health === undefined && <p className={classes.nothing}>{t('health.notKnown')}</p>}
      {health?.agents.length === 0 && <p className={classes.nothing}>{t('health.agents.none')}</p>}
      {health && health.agents.length > 0 && (
        <ul className={classes.list}>
          {health.agents.map(agent => (
            <li key={agent.id} className={classes.row}>
              <span className={classes.rowName} translate="no">
                {agent.id}
              </span>
              <span className={classes.rowDetail}>
                {t('health.agents.sessions', { count: agent.sessions })}
                {agent.isDefault && ` · ${t('health.agents.byDefault')}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {health && <p className={classes.caption}>{t('health.agents.total', { count: health.sessions })}</p>}
    </Panel>
  )
}
