import type { ChannelHealth, GatewayHealth } from '../../src-shared/health.ts'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { LastKnown } from './LastKnown.tsx'
import classes from './health.module.css'

const says: Record<ChannelHealth['status'], { shape: MarkShape; word: string }> = {
  running: { shape: 'good', word: 'running' },
  stopped: { shape: 'stopped', word: 'stopped' },
  error: { shape: 'bad', word: 'error' },
  unknown: { shape: 'unknown', word: 'the gateway does not say' },
}

export function ChannelsPanel({ health, stale }: { health: GatewayHealth | undefined; stale: boolean }) {
  return (
    <Panel title="Channels" stale={stale} actions={stale && health && <LastKnown />}>
      {health === undefined && <p className={classes.nothing}>Not known yet.</p>}
      {health?.channels.length === 0 && (
        <p className={classes.nothing}>No channel is set up on this gateway.</p>
      )}
      {health && health.channels.length > 0 && (
        <ul className={classes.list}>
          {health.channels.map(channel => (
            <li key={channel.id} className={classes.row}>
              <Mark shape={says[channel.status].shape} />
              <span className={classes.rowName}>{channel.label}</span>
              <span className={classes.rowDetail}>
                {says[channel.status].word}
                {channel.detail && ` · ${channel.detail}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
