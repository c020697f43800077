import { gatewayLink } from '../gateway-link.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { DecisionButtons } from './DecisionButtons.tsx'
import { shortId, type DeviceRequest } from './pairing.ts'
import { Scopes } from './Scopes.tsx'
import { holds } from './sections.ts'
import { useAction } from './use-action.ts'
import classes from './gateway.module.css'

type Props = {
  readonly request: DeviceRequest
  readonly scopes: readonly string[]
  /** Whether the list has stood still long enough for a click to mean this one. */
  readonly isSettled: boolean
  readonly onDecided: () => void
}

/** A device that wants in, with everything it asks for, and the two answers. */
export function DeviceRequestCard({ request, scopes, isSettled, onDecided }: Props) {
  const { t } = useWords()
  const now = useNow(true)
  const { isBusy, error, run } = useAction()
  const { requestId, deviceId, displayName, role = '', platform, clientId, remoteIp, ts } = request
  const name = displayName ?? clientId ?? t('gateway.devices.unnamed')
  const asksTooMuch = request.scopes.some(scope => !holds(scopes, scope))
  const decide = async (decision: 'approve' | 'reject') => {
    await run(() => gatewayLink.request(`device.pair.${decision}`, { requestId }))
    onDecided()
  }
  return (
    <li className={classes.card}>
      <h3>
        <bdi translate="no">{name}</bdi>
      </h3>
      <Facts>
        <Fact name={t('gateway.devices.asksAs')}>{t('gateway.devices.role', { role })}</Fact>
        <Fact name={t('gateway.devices.asksFor')}>
          <Scopes scopes={request.scopes} />
        </Fact>
        <Fact name={t('gateway.devices.client')}>
          <bdi translate="no">{[clientId, platform].filter(Boolean).join(', ')}</bdi>
        </Fact>
        <Fact name={t('gateway.devices.from')}>{remoteIp && <bdi translate="no">{remoteIp}</bdi>}</Fact>
        <Fact name={t('gateway.devices.fingerprint')}>
          <code translate="no" title={deviceId}>
            {shortId(deviceId)}
          </code>
        </Fact>
        <Fact name={t('gateway.devices.asked')}>{ts !== undefined && sayAgo(ts, now, t)}</Fact>
      </Facts>
      {asksTooMuch && <Note tone="attention">{t('gateway.devices.tooMuch')}</Note>}
      {!asksTooMuch && request.scopes.includes('operator.admin') && (
        <Note tone="attention">{t('gateway.devices.adminAsked')}</Note>
      )}
      {error && <ErrorNote error={error} />}
      <DecisionButtons
        approve={{
          label: t('gateway.devices.approve'),
          name: t('gateway.devices.approveNamed', { name }),
          isOpen: !asksTooMuch,
        }}
        reject={{ label: t('gateway.devices.reject'), name: t('gateway.devices.rejectNamed', { name }) }}
        isReady={isSettled && !isBusy}
        onDecide={decision => void decide(decision)}
      />
    </li>
  )
}
