import { Button } from '@mantine/core'
import { IconActivityHeartbeat } from '@tabler/icons-react'
import { nameElsewhere } from '../../src-shared/connection.ts'
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
import { liveNode, liveTimeline } from '../app-state.ts'
import { useLive } from '../live.ts'
import { BundlePanel } from './BundlePanel.tsx'
import { DoctorPanel } from './DoctorPanel.tsx'
import { LatencyPanel } from './LatencyPanel.tsx'
import { LightsPanel } from './LightsPanel.tsx'
import { StoryPanel } from './StoryPanel.tsx'
import { useAppInfo } from '../settings/use-settings.ts'
import { useHealth } from './use-health.ts'
import { useLook } from './use-look.ts'
import { VerdictPanel } from './VerdictPanel.tsx'
import columns from '../ui/columns.module.css'
import classes from './health.module.css'

export function HealthPage() {
  const { t } = useWords()
  const health = useHealth()
  const info = useAppInfo()
  const online = health?.state.phase === 'online'
  useLook(online)
  return (
    <div className={columns.page}>
      <PageHeading
        title={t('health.title')}
        actions={
          <>
            <CopyButton
              text={() => desktop.app.diagnostics()}
              label={t('settings.about.copyDiagnostics')}
              quiet={false}
            />
            <Button disabled={!online} onClick={() => tell(desktop.health.check())}>
              {t('health.checkNow')}
            </Button>
          </>
        }
      >
        {health && 'target' in health.state
          ? t('health.lead', { target: nameElsewhere(health.state.target) })
          : t('health.leadIdle')}
      </PageHeading>
      {health && <Measured health={health} />}
      {info && info.door !== 'gateway' && (
        <div className={classes.help}>
          <DoctorPanel />
          <BundlePanel />
        </div>
      )}
    </div>
  )
}

function Measured({ health }: { health: NonNullable<ReturnType<typeof useHealth>> }) {
  const { t } = useWords()
  const { state, snapshot, now, gateway, verdict } = health
  const story = useLive(liveTimeline)?.entries ?? []
  const node = useLive(liveNode)
  const nothingKnown = snapshot.gateway === undefined && snapshot.latency.length === 0
  if (state.phase === 'idle' && nothingKnown) {
    return (
      <EmptyState
        icon={<IconActivityHeartbeat size={36} stroke={1.3} />}
        title={t('health.nothing')}
        action={
          <Button component="a" href={pageHref('connect')} variant="default">
            {t('health.choose')}
          </Button>
        }
      >
        {t('health.nothingDetail')}
      </EmptyState>
    )
  }
  return (
    <div className={columns.columns}>
      <div className={columns.stack}>
        <VerdictPanel verdict={verdict} snapshot={snapshot} now={now} />
        <LightsPanel facts={{ now, state, health: snapshot, node }} />
        <LatencyPanel snapshot={snapshot} stale={verdict.stale} />
        <ChannelsPanel health={snapshot.gateway} stale={verdict.stale} />
        {story.length > 0 && <StoryPanel entries={story} />}
        <AgentsPanel health={snapshot.gateway} stale={verdict.stale} />
      </div>
      <div className={columns.stack}>
        {gateway && <GatewayPanel gateway={gateway} state={state} snapshot={snapshot} now={now} />}
        {'ladder' in state && (
          <Panel title={t('health.way')}>
            <Ladder ladder={state.ladder} label={t('health.wayLabel')} withErrors />
          </Panel>
        )}
      </div>
    </div>
  )
}
