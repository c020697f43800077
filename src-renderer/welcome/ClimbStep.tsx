import { Button } from '@mantine/core'
import { describeConnection, nameElsewhere, type ConnectionState } from '../../src-shared/connection.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { OpeningPanel } from '../connect/OpeningPanel.tsx'
import { withProblem } from '../connect/problem.ts'
import { ProblemPanel } from '../connect/ProblemPanel.tsx'
import type { ConnectActions } from '../connect/use-connect.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Ladder } from '../ui/Ladder.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import classes from './welcome.module.css'

type Props = {
  readonly state: ConnectionState | undefined
  readonly refusal: ErrorReport | undefined
  readonly actions: ConnectActions
  readonly onBack: () => void
}

/** The ladder while it is climbed, and the one thing to do where it stopped. */
export function ClimbStep({ state, refusal, actions, onBack }: Props) {
  const { t } = useWords()
  const now = useNow(state?.phase === 'waiting')
  const attempt = state && 'ladder' in state ? state : undefined
  const problem = state && withProblem(state)
  const headline = state ? describeConnection(state, now, t).headline : ''

  return (
    <>
      <PageHeading
        title={headline}
        actions={
          <Button variant="default" onClick={onBack}>
            {t('welcome.back')}
          </Button>
        }
      />
      <p role="status" className="visually-hidden">
        {headline}
      </p>
      {refusal && <ErrorNote error={refusal} />}
      {!attempt && <p className={classes.quiet}>{t('welcome.notClimbing')}</p>}
      {attempt && (
        <div className={classes.columns}>
          <div className={classes.stack}>
            {attempt.phase === 'opening' && <OpeningPanel state={attempt} actions={actions} />}
            {problem && <ProblemPanel state={problem} actions={actions} />}
          </div>
          <Panel title={t('welcome.climbing')}>
            <Ladder
              ladder={attempt.ladder}
              label={t('welcome.climbingSteps', { target: nameElsewhere(attempt.target) })}
            />
          </Panel>
        </div>
      )}
    </>
  )
}
