import { Button } from '@mantine/core'
import { IconLock, IconServerCog } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import {
  askedScopes,
  targetKey,
  type ConnectionTarget,
  type GatewayInfo,
} from '../../src-shared/connection.ts'
import { liveConnection } from '../app-state.ts'
import { useLive } from '../live.ts'
import { pageHref } from '../shell/use-route.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useWords } from '../words.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { AskForScope } from './AskForScope.tsx'
import { ApprovalsSection } from './ApprovalsSection.tsx'
import { ChannelsSection } from './ChannelsSection.tsx'
import { ConfigSection } from './ConfigSection.tsx'
import { DevicesSection } from './DevicesSection.tsx'
import { accessTo, sectionNames, sectionOf, type Section } from './sections.ts'
import classes from './gateway.module.css'

type SectionProps = {
  readonly scopes: readonly string[]
  /** What the gateway serves. */
  readonly methods: readonly string[]
  /** Which gateway it is, across connections. */
  readonly gatewayKey: string
}

const parts: Record<Section, (props: SectionProps) => ReactNode> = {
  devices: DevicesSection,
  approvals: ApprovalsSection,
  channels: ChannelsSection,
  configuration: ConfigSection,
}

/** Looking after the gateway: one part at a time, as the address says. */
export function GatewayPage({ section }: { section: string | undefined }) {
  const { t } = useWords()
  const state = useLive(liveConnection)
  const shown = sectionOf(section)
  return (
    <div className={classes.page}>
      <PageHeading title={t('gateway.title')}>{t('gateway.lead')}</PageHeading>
      <nav aria-label={t('gateway.sections')}>
        <ul className={classes.tabs}>
          {sectionNames.map(name => (
            <li key={name}>
              <a href={pageHref('gateway', name)} aria-current={name === shown ? 'page' : undefined}>
                {t(`gateway.section.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {state?.phase === 'online' && <Part section={shown} gateway={state.gateway} target={state.target} />}
      {state && state.phase !== 'online' && (
        <EmptyState
          icon={<IconServerCog size={36} stroke={1.3} />}
          title={t('gateway.offline')}
          action={
            <Button component="a" href={pageHref('connect')} variant="default">
              {t('health.choose')}
            </Button>
          }
        >
          {t('gateway.offlineDetail')}
        </EmptyState>
      )}
    </div>
  )
}

type PartProps = {
  readonly section: Section
  readonly gateway: GatewayInfo
  readonly target: ConnectionTarget
}

function Part({ section, gateway, target }: PartProps) {
  const { t, rich } = useWords()
  const access = accessTo(section, gateway)
  const Shown = parts[section]
  // Another connection is asked anew.
  if (access.may)
    return (
      <Shown
        key={gateway.connId}
        scopes={gateway.scopes}
        methods={gateway.methods}
        gatewayKey={targetKey(target)}
      />
    )
  const asked = access.why === 'scope' ? askedScopes.find(scope => scope === access.scope) : undefined
  return access.why === 'scope' ? (
    <EmptyState
      icon={<IconLock size={36} stroke={1.3} />}
      title={t('gateway.needsScope')}
      action={asked && !isGatewayPage() && <AskForScope key={asked} scope={asked} target={target} />}
    >
      {rich('gateway.needsScopeDetail', { scope: <code key="scope">{access.scope}</code> })}
    </EmptyState>
  ) : (
    <EmptyState icon={<IconServerCog size={36} stroke={1.3} />} title={t('gateway.notServed')}>
      {rich('gateway.notServedDetail', { method: <code key="method">{access.method}</code> })}
    </EmptyState>
  )
}
