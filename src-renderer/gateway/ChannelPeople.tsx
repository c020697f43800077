import { Button } from '@mantine/core'
import { useCallback } from 'react'
import { gatewayLink, type GatewayLink } from '../gateway-link.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { channelEvents, readPeople, type PairingAsk } from './channels.ts'
import { DecisionButtons } from './DecisionButtons.tsx'
import { useAction } from './use-action.ts'
import { useGatewayData } from './use-gateway-data.ts'
import { useSettled } from './use-settled.ts'
import classes from './gateway.module.css'

/** Who asks to write to a channel, with the two answers, and who may already. */
export function ChannelPeople({ channel, label }: { channel: string; label: string }) {
  const { t } = useWords()
  const read = useCallback((link: GatewayLink) => readPeople(link, channel), [channel])
  const { value, error, reload } = useGatewayData(read, channelEvents)
  const removal = useAction()
  const isSettled = useSettled(value?.pending.map(({ code }) => code).join(' ') ?? '')
  const remove = async (sender: string) => {
    await removal.run(() => gatewayLink.request('channels.pairing.remove', { channel, sender }))
    reload()
  }
  if (!value) return error ? <ErrorNote error={error} /> : null
  const { pending, approved } = value
  return (
    <>
      {pending.length > 0 && (
        <Panel title={`${label}: ${t('gateway.channels.asking')}`} tone="attention">
          <p className={classes.quiet}>{t('gateway.channels.compareCode')}</p>
          <ul className={classes.cards}>
            {pending.map(ask => (
              <AskCard key={ask.code} ask={ask} channel={channel} isSettled={isSettled} onDecided={reload} />
            ))}
          </ul>
        </Panel>
      )}
      {approved.length > 0 && (
        <Panel title={`${label}: ${t('gateway.channels.approved')}`}>
          {removal.error && <ErrorNote error={removal.error} />}
          <ul className={classes.list}>
            {approved.map(({ sender, name }) => (
              <li key={sender} className={classes.row}>
                <div className={classes.rowWords}>
                  <p className={classes.rowName}>
                    <bdi translate="no">{name}</bdi>
                  </p>
                  <p className={classes.quiet}>
                    <code translate="no">{sender}</code>
                  </p>
                </div>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  disabled={removal.isBusy}
                  aria-label={t('gateway.channels.removeNamed', { name: `${name} ${sender}` })}
                  onClick={() => void remove(sender)}
                >
                  {t('gateway.channels.remove')}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

type AskProps = {
  readonly ask: PairingAsk
  readonly channel: string
  /** Whether the list has stood still long enough for a click to mean this one. */
  readonly isSettled: boolean
  readonly onDecided: () => void
}

function AskCard({ ask, channel, isSettled, onDecided }: AskProps) {
  const { t } = useWords()
  const now = useNow(true)
  const { isBusy, error, run } = useAction()
  const { sender, name, code, createdAt } = ask
  const decide = async (decision: 'approve' | 'reject') => {
    await run(() => gatewayLink.request(`channels.pairing.${decision}`, { channel, code }))
    onDecided()
  }
  return (
    <li className={classes.card}>
      <h3>
        <bdi translate="no">{name}</bdi>
      </h3>
      <Facts>
        <Fact name={t('gateway.channels.code')}>
          <code translate="no">{code}</code>
        </Fact>
        <Fact name={t('gateway.channels.senderId')}>
          <code translate="no">{sender}</code>
        </Fact>
        <Fact name={t('gateway.channels.askedAt')}>{sayAgo(createdAt, now, t)}</Fact>
      </Facts>
      {error && <ErrorNote error={error} />}
      <DecisionButtons
        approve={{
          label: t('gateway.channels.approve'),
          name: t('gateway.channels.approveNamed', { name }),
          isOpen: true,
        }}
        reject={{ label: t('gateway.channels.reject'), name: t('gateway.channels.rejectNamed', { name }) }}
        isReady={isSettled && !isBusy}
        onDecide={decision => void decide(decision)}
      />
    </li>
  )
}
