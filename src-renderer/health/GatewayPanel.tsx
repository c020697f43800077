import type { ConnectionState, GatewayInfo } from '../../src-shared/connection.ts'
import type { HealthSnapshot } from '../../src-shared/health.ts'
import { authMethodInWords } from '../ui/auth-method.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo, saySpan } from '../ui/time-words.ts'
import { LastKnown } from './LastKnown.tsx'

type Props = {
  readonly gateway: GatewayInfo
  readonly state: ConnectionState
  readonly snapshot: HealthSnapshot
  readonly now: number
}

/** What the gateway said of itself, and how it knows us. */
export function GatewayPanel({ gateway, state, snapshot, now }: Props) {
  const online = state.phase === 'online'
  return (
    <Panel title="Gateway" stale={!online} actions={!online && <LastKnown />}>
      <Facts>
        <Fact name="Version">{gateway.version}</Fact>
        <Fact name="Running for">{online && saySpan(now - gateway.startedAt)}</Fact>
        <Fact name="Protocol">{gateway.protocol}</Fact>
        <Fact name="Knows you by">{authMethodInWords(gateway.authMethod)}</Fact>
        <Fact name="You may">{gateway.scopes.join(', ')}</Fact>
        <Fact name="Connected for">{online && saySpan(now - state.since)}</Fact>
        <Fact name="Last heard">
          {snapshot.lastHeardAt !== undefined && sayAgo(snapshot.lastHeardAt, now)}
        </Fact>
      </Facts>
    </Panel>
  )
}
