import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { channelEvents, readChannels, type ChannelRow } from './channels.ts'
import { useGatewayData } from './use-gateway-data.ts'
import classes from './gateway.module.css'

/** The channels people write to the agent through. */
export function ChannelsSection() {
  const { t } = useWords()
  const { value, error } = useGatewayData(readChannels, channelEvents)
  return (
    <div className={classes.stack}>
      {error && <ErrorNote error={error} />}
      {!value && !error && <p className={classes.quiet}>{t('gateway.loading')}</p>}
      {value && (
        <Panel title={t('gateway.section.channels')}>
          {value.length === 0 ? (
            <p className={classes.quiet}>{t('gateway.channels.none')}</p>
          ) : (
            <ul className={classes.cards}>
              {value.map(channel => (
                <ChannelCard key={channel.id} channel={channel} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </div>
  )
}

function ChannelCard({ channel }: { channel: ChannelRow }) {
  const { t } = useWords()
  const now = useNow(true)
  const { label, name, running, connected = running, lastError, lastInboundAt, lastOutboundAt } = channel
  const status = connected ? 'connected' : running ? 'connecting' : 'stopped'
  const shapes = { connected: 'good', connecting: 'attention', stopped: 'stopped' } as const
  const ago = (at: number | null | undefined) =>
    typeof at === 'number' ? sayAgo(at, now, t) : t('gateway.channels.never')
  return (
    <li className={classes.card}>
      <h3>
        <bdi translate="no">{label}</bdi>
      </h3>
      <p className={classes.state}>
        <Mark shape={shapes[status]} />
        <span>{t(`gateway.channels.${status}`)}</span>
      </p>
      <Facts>
        <Fact name={t('gateway.channels.account')}>{name && <bdi translate="no">{name}</bdi>}</Fact>
        <Fact name={t('gateway.channels.received')}>{ago(lastInboundAt)}</Fact>
        <Fact name={t('gateway.channels.sent')}>{ago(lastOutboundAt)}</Fact>
        <Fact name={t('gateway.channels.problem')}>
          {lastError && <span translate="no">{lastError}</span>}
        </Fact>
      </Facts>
    </li>
  )
}
