import { Button } from '@mantine/core'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { currentStep, stepTitle } from '../../src-shared/ladder.ts'
import { tell } from '../tell.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saySpan } from '../ui/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { TargetFacts } from './TargetFacts.tsx'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

export function OpeningPanel({
  state,
  actions,
}: {
  state: Extract<ConnectionState, { phase: 'opening' }>
  actions: ConnectActions
}) {
  const { t } = useWords()
  const now = useNow(true)
  const step = currentStep(state.ladder)
  return (
    <Panel title={step?.verdict === 'asking' ? 'Waiting for your answer' : 'On the way'}>
      <Facts>
        <TargetFacts target={state.target} />
        <Fact name="Step">{step && stepTitle(step.id, t)}</Fact>
        <Fact name="Since">{saySpan(now - state.since)}</Fact>
        <Fact name="Attempt">{state.attempt > 1 && state.attempt}</Fact>
      </Facts>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => tell(actions.disconnect())}>
          Cancel
        </Button>
      </div>
    </Panel>
  )
}
