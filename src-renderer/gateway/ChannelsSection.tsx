import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { gatewayLink } from '../gateway-link.ts'
import { Command } from '../ui/Command.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { channelEvents, readChannels, type ChannelRow } from './channels.ts'
import { ChannelPeople } from './ChannelPeople.tsx'
import { holds } from './sections.ts'
import { useAction } from './use-action.ts'
import { useGatewayData } from './use-gateway-data.ts'
import classes from './gateway.module.css'

type Rights = { readonly scopes: readonly string[]; readonly methods: readonly string[] }

const addTelegram = 'gangway channels add telegram'

/** The channels people write to the agent through, and the people who do. */
export function ChannelsSection({ scopes, methods }: Rights) {
  const { t } = useWords()
  const { value, error } = useGatewayData(readChannels, channelEvents)
  return (
    <div className={classes.stack}>
      {error && <ErrorNote error={error} />}
      {!value && !error && <p className={classes.quiet}>{t('gateway.loading')}</p>}
      {value && (
        <Panel title={t('gateway.section.channels')}>
          {value.length === 0 ? (
            <>
              <p className={classes.quiet}>{t('gateway.channels.none')}</p>
              {methods.includes('channels.test') && (
                <Command command={addTelegram} label={t('gateway.channels.howToAdd')} />
              )}
            </>
          ) : (
            <ul className={classes.cards}>
              {value.map(channel => (
                <ChannelCard
                  key={channel.id}
                  channel={channel}
                  canTest={methods.includes('channels.test') && holds(scopes, 'operator.write')}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
      {methods.includes('channels.pairing.list') &&
        holds(scopes, 'operator.pairing') &&
        value?.map(({ id, label }) => <ChannelPeople key={id} channel={id} label={label} />)}
    </div>
  )
}

function ChannelCard({ channel, canTest }: { channel: ChannelRow; canTest: boolean }) {
  const { t } = useWords()
  const { isBusy, error, run } = useAction()
  const [wasSent, setSent] = useState(false)
  const now = useNow(true)
  const {
    id,
    label,
    name,
    enabled,
    running,
    connected = running,
    lastError,
    lastInboundAt,
    lastOutboundAt,
  } = channel
  const status = enabled === false ? 'off' : connected ? 'connected' : running ? 'connecting' : 'stopped'
  const shapes = { connected: 'good', connecting: 'attention', stopped: 'stopped', off: 'off' } as const
  const ago = (at: number | null | undefined) =>
    typeof at === 'number' ? sayAgo(at, now, t) : t('gateway.channels.never')
  const test = async () => {
    setSent(false)
    const message = t('gateway.channels.testText')
    setSent(await run(() => gatewayLink.request('channels.test', { channel: id, message })))
  }
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
      {error && <ErrorNote error={error} />}
      {wasSent && <Note tone="good">{t('gateway.channels.testSent', { name: label })}</Note>}
      {canTest && (
        <Group gap="xs">
          <Button
            variant="default"
            disabled={isBusy || !connected}
            aria-label={t('gateway.channels.testNamed', { name: label })}
            onClick={() => void test()}
          >
            {t('gateway.channels.test')}
          </Button>
        </Group>
      )}
    </li>
  )
}
