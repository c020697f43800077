import type { ConnectionState, GatewayInfo } from '../../src-shared/connection.ts'
import { salvagedInWords, type HealthSnapshot } from '../../src-shared/health.ts'
import { say } from '../../src-shared/said.ts'
import { authMethodInWords } from '../ui/auth-method.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo, saySpan } from '../../src-shared/time-words.ts'
import { LastKnown } from './LastKnown.tsx'
import { useWords } from '../words.ts'

type Props = {
  readonly gateway: GatewayInfo
  readonly state: ConnectionState
  readonly snapshot: HealthSnapshot
  readonly now: number
}

/** What the gateway said of itself, and how it knows us. */
export function GatewayPanel({ gateway, state, snapshot, now }: Props) {
  const { t } = useWords()
  const online = state.phase === 'online'
  const salvaged = snapshot.gateway?.salvaged
  return (
    <Panel title={t('health.gateway.title')} stale={!online} actions={!online && <LastKnown />}>
      <Facts>
        <Fact name={t('ui.facts.version')}>
          <span translate="no">{gateway.version}</span>
        </Fact>
        <Fact name={t('health.gateway.runningFor')}>{online && saySpan(now - gateway.startedAt, t)}</Fact>
        <Fact name={t('health.gateway.protocol')}>{gateway.protocol}</Fact>
        <Fact name={t('ui.facts.knowsYouBy')}>{authMethodInWords(gateway.authMethod, t)}</Fact>
        <Fact name={t('health.gateway.youMay')}>
          {gateway.scopes.length > 0 && <span translate="no">{gateway.scopes.join(', ')}</span>}
        </Fact>
        <Fact name={t('ui.facts.connectedFor')}>{online && saySpan(now - state.since, t)}</Fact>
        <Fact name={t('health.gateway.database')}>
          {salvaged && `${sayAgo(salvaged.at, now, t)}: ${say(salvagedInWords(salvaged), t)}`}
        </Fact>
        <Fact name={t('health.gateway.lastHeard')}>
          {snapshot.lastHeardAt !== undefined && sayAgo(snapshot.lastHeardAt, now, t)}
        </Fact>
      </Facts>
    </Panel>
  )
}
