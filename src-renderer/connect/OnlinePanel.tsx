import { Button } from '@mantine/core'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { pageHref } from '../shell/use-route.ts'
import { authMethodInWords } from '../ui/auth-method.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saySpan } from '../ui/time-words.ts'
import { useNow } from '../use-now.ts'
import { TargetFacts } from './TargetFacts.tsx'
import classes from './connect.module.css'

export function OnlinePanel({ state }: { state: Extract<ConnectionState, { phase: 'online' }> }) {
  const now = useNow(true)
  const { gateway } = state
  return (
    <Panel title="The gateway">
      {state.degraded && <Note tone="attention">{state.degraded}</Note>}
      <Facts>
        <TargetFacts target={state.target} />
        <Fact name="Version">
          {gateway.version}, protocol {gateway.protocol}
        </Fact>
        <Fact name="Knows you by">{authMethodInWords(gateway.authMethod)}</Fact>
        <Fact name="Connected for">{saySpan(now - state.since)}</Fact>
      </Facts>
      <div className={classes.buttons}>
        <Button component="a" href={pageHref('chat')}>
          Open the chat
        </Button>
        <Button component="a" href={pageHref('health')} variant="default">
          See its health
        </Button>
      </div>
    </Panel>
  )
}
