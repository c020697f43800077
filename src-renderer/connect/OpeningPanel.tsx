import { Button } from '@mantine/core'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { currentStep, stepTitle } from '../../src-shared/ladder.ts'
import { tell } from '../tell.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saySpan } from '../../src-shared/time-words.ts'
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
    <Panel title={t(step?.verdict === 'asking' ? 'connect.opening.asking' : 'connect.opening.title')}>
      <Facts>
        <TargetFacts target={state.target} />
        <Fact name={t('connect.opening.step')}>{step && stepTitle(step.id, t)}</Fact>
        <Fact name={t('connect.opening.since')}>{saySpan(now - state.since, t)}</Fact>
        <Fact name={t('connect.opening.attempt')}>{state.attempt > 1 && state.attempt}</Fact>
      </Facts>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => tell(actions.disconnect())}>
          {t('common.cancel')}
        </Button>
      </div>
    </Panel>
  )
}
