import type { T } from '../../src-shared/i18n/message-types.ts'
import { stepTitle, type Ladder as LadderSteps, type LadderStep } from '../../src-shared/ladder.ts'
import { say } from '../../src-shared/said.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { ErrorWords } from './ErrorNote.tsx'
import { Mark, markOfVerdict } from './Mark.tsx'
import { sayDuration } from '../../src-shared/time-words.ts'
import classes from './Ladder.module.css'

type Props = {
  readonly ladder: LadderSteps
  readonly label: string
  /** Says each failed step's cause and remedy under it, where no card beside the ladder does. */
  readonly withErrors?: boolean
}

/** The steps from a name to a healthy gateway, with what was found and how long it took. */
export function Ladder({ ladder, label, withErrors = false }: Props) {
  const moving = ladder.some(step => step.verdict === 'running' || step.verdict === 'asking')
  const now = useNow(moving)
  return (
    <ol className={classes.ladder} aria-label={label}>
      {ladder.map(step => (
        <Rung key={step.id} step={step} now={now} withError={withErrors} />
      ))}
    </ol>
  )
}

function Rung({ step, now, withError }: { step: LadderStep; now: number; withError: boolean }) {
  const { t } = useWords()
  return (
    <li className={classes.rung} data-verdict={step.verdict} data-step={step.id}>
      <span className={classes.mark}>
        <Mark shape={markOfVerdict(step.verdict)} />
      </span>
      <span className={classes.title}>
        {stepTitle(step.id, t)}
        <span className="visually-hidden">: {t(`ladder.verdicts.${step.verdict}`)}</span>
      </span>
      <span className={classes.time}>{timeOf(step, now, t)}</span>
      {step.note && (
        <span className={classes.note} translate={typeof step.note === 'string' ? 'no' : undefined}>
          {say(step.note, t)}
        </span>
      )}
      {withError && step.error && (
        <span className={classes.error}>
          <ErrorWords error={step.error} />
        </span>
      )}
    </li>
  )
}

function timeOf(step: LadderStep, now: number, t: T): string {
  if (step.verdict === 'running' || step.verdict === 'asking') {
    const ms = step.startedAt === undefined ? 0 : now - step.startedAt
    return ms < 1000 ? '' : sayDuration(ms, t)
  }
  return step.durationMs === undefined ? '' : sayDuration(step.durationMs, t)
}
