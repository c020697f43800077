import { Button } from '@mantine/core'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { say } from '../../src-shared/said.ts'
import { KeepSwitch } from '../gateways/KeepSwitch.tsx'
import { pageHref } from '../shell/use-route.ts'
import { credentialInWords } from '../ui/auth-method.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saySpan } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { TargetFacts } from './TargetFacts.tsx'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

export function OnlinePanel({ state }: { state: Extract<ConnectionState, { phase: 'online' }> }) {
  const { t } = useWords()
  const now = useNow(true)
  const { gateway } = state
  return (
    <Panel title={t('connect.online.title')}>
      {state.stopped && (
        <Note tone="attention">{t('connect.online.stopped', { via: state.stopped.via })}</Note>
      )}
      {state.degraded && <Note tone="attention">{say(state.degraded, t)}</Note>}
      <Facts>
        <TargetFacts target={state.target} />
        <Fact name={t('connect.online.road')}>
          {state.via && t('connect.online.via', { via: state.via })}
        </Fact>
        <Fact name={t('ui.facts.version')}>
          {t('connect.online.version', { version: gateway.version, protocol: gateway.protocol })}
        </Fact>
        <Fact name={t('ui.facts.knowsYouBy')}>{credentialInWords(state, t)}</Fact>
        <Fact name={t('ui.facts.connectedFor')}>{saySpan(now - state.since, t)}</Fact>
      </Facts>
      <div className={classes.keep}>
        <KeepSwitch target={state.target} />
      </div>
      <div className={classes.buttons}>
        <Button component="a" href={pageHref('chat')}>
          {t('connect.online.openChat')}
        </Button>
        <Button component="a" href={pageHref('health')} variant="default">
          {t('connect.online.seeHealth')}
        </Button>
      </div>
    </Panel>
  )
}
