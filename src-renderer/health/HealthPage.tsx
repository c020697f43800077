import { Button } from '@mantine/core'
import { IconActivityHeartbeat } from '@tabler/icons-react'
import { targetName } from '../../src-shared/connection.ts'
import { desktop } from '../desktop.ts'
import { pageHref } from '../shell/use-route.ts'
import { tell } from '../tell.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Ladder } from '../ui/Ladder.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { AgentsPanel } from './AgentsPanel.tsx'
import { ChannelsPanel } from './ChannelsPanel.tsx'
import { GatewayPanel } from './GatewayPanel.tsx'
import { LatencyPanel } from './LatencyPanel.tsx'
import { useHealth } from './use-health.ts'
import { VerdictPanel } from './VerdictPanel.tsx'
import classes from './health.module.css'

export function HealthPage() {
  const { t } = useWords()
  const health = useHealth()
  const online = health?.state.phase === 'online'
  return (
    <div className={classes.page}>
      <PageHeading
        title="Health"
        actions={
          <>
            <CopyButton text={() => desktop.app.diagnostics()} label="Copy diagnostics" quiet={false} />
            <Button disabled={!online} onClick={() => tell(desktop.health.check())}>
              Check now
            </Button>
          </>
        }
      >
        {health && 'target' in health.state
          ? `The gateway on ${targetName(health.state.target, t)}, as measured from this computer.`
          : 'The gateway you are connected to, as measured from this computer.'}
      </PageHeading>
      {health && <Measured health={health} />}
    </div>
  )
}

function Measured({ health }: { health: NonNullable<ReturnType<typeof useHealth>> }) {
  const { state, snapshot, now, gateway, verdict } = health
  const nothingKnown = snapshot.gateway === undefined && snapshot.latency.length === 0
  if (state.phase === 'idle' && nothingKnown) {
    return (
      <EmptyState
        icon={<IconActivityHeartbeat size={36} stroke={1.3} />}
        title="No gateway to measure"
        action={
          <Button component="a" href={pageHref('connect')} variant="default">
            Choose a gateway
          </Button>
        }
      >
        Once you are connected, its answer times, channels, agents and sessions appear here.
      </EmptyState>
    )
  }
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <VerdictPanel verdict={verdict} snapshot={snapshot} now={now} />
        <LatencyPanel snapshot={snapshot} stale={verdict.stale} />
        <ChannelsPanel health={snapshot.gateway} stale={verdict.stale} />
        <AgentsPanel health={snapshot.gateway} stale={verdict.stale} />
      </div>
      <div className={classes.stack}>
        {gateway && <GatewayPanel gateway={gateway} state={state} snapshot={snapshot} now={now} />}
        {'ladder' in state && (
          <Panel title="The way there">
            <Ladder ladder={state.ladder} label="Steps of the live connection" withErrors />
          </Panel>
        )}
      </div>
    </div>
  )
}
