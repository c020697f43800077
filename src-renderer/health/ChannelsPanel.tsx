import type { ChannelHealth, GatewayHealth } from '../../src-shared/health.ts'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { LastKnown } from './LastKnown.tsx'
import { useWords } from '../words.ts'
import classes from './health.module.css'

const shapes: Record<ChannelHealth['status'], MarkShape> = {
  running: 'good',
  stopped: 'stopped',
  error: 'bad',
  unknown: 'unknown',
}

export function ChannelsPanel({ health, stale }: { health: GatewayHealth | undefined; stale: boolean }) {
  const { t } = useWords()
  return (
    <Panel title={t('health.channels.title')} stale={stale} actions={stale && health && <LastKnown />}>
      {health === undefined && <p className={classes.nothing}>{t('health.notKnown')}</p>}
      {health?.channels.length === 0 && <p className={classes.nothing}>{t('health.channels.none')}</p>}
      {health && health.channels.length > 0 && (
        <ul className={classes.list}>
          {health.channels.map(channel => (
            <li key={channel.id} className={classes.row}>
              <Mark shape={shapes[channel.status]} />
              <span className={classes.rowName} translate="no">
                {channel.label}
              </span>
              <span className={classes.rowDetail}>
                {t(`health.channels.${channel.status}`)}
                {channel.detail && <span translate="no"> · {channel.detail}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
