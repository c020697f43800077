import type { HealthSnapshot } from '../../src-shared/health.ts'
import { Mark } from '../ui/Mark.tsx'
import { sayAgo } from '../../src-shared/time-words.ts'
import type { HealthVerdict } from './health-view.ts'
import { useWords } from '../words.ts'
import classes from './health.module.css'

/** The answer in one word, its reasons, and how old it is. */
export function VerdictPanel({
  verdict,
  snapshot,
  now,
}: {
  verdict: HealthVerdict
  snapshot: HealthSnapshot
  now: number
}) {
  const { t } = useWords()
  return (
    <section className={classes.verdict} data-shape={verdict.shape} aria-label={t('health.verdict.label')}>
      <Mark shape={verdict.shape} size={30} />
      <div className={classes.verdictWords}>
        <p className={classes.headline} role="status">
          {verdict.headline}
        </p>
        {verdict.reasons.length === 1 && <p className={classes.reason}>{verdict.reasons[0]}</p>}
        {verdict.reasons.length > 1 && (
          <ul className={classes.reasons}>
            {verdict.reasons.map(reason => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
        <p className={classes.age}>
          {snapshot.gatewayAt === undefined
            ? t('health.verdict.noAnswer')
            : t(verdict.stale ? 'health.verdict.lastGood' : 'health.verdict.measured', {
                ago: sayAgo(snapshot.gatewayAt, now, t),
              })}
        </p>
      </div>
    </section>
  )
}
