import { slowRoundTripMs, type HealthSnapshot } from '../../src-shared/health.ts'
import { Panel } from '../ui/Panel.tsx'
import { Sparkline } from '../ui/Sparkline.tsx'
import { sayDuration, saySpan } from '../../src-shared/time-words.ts'
import { latencyStats } from './latency-stats.ts'
import { LastKnown } from './LastKnown.tsx'
import { useWords } from '../words.ts'
import classes from './health.module.css'

/** How long a question takes there and back, over the whole road. */
export function LatencyPanel({ snapshot, stale }: { snapshot: HealthSnapshot; stale: boolean }) {
  const { t } = useWords()
  const stats = latencyStats(snapshot.latency)
  return (
    <Panel title={t('health.latency.title')} stale={stale} actions={stale && stats && <LastKnown />}>
      {stats ? (
        <>
          <dl className={classes.figures}>
            <Figure name={t(stale ? 'health.latency.last' : 'health.latency.now')} ms={stats.last} />
            <Figure name={t('health.latency.typical')} ms={stats.typical} />
            <Figure name={t('health.latency.fastest')} ms={stats.fastest} />
            <Figure name={t('health.latency.slowest')} ms={stats.slowest} />
          </dl>
          {stats.count > 1 && (
            <Sparkline
              points={snapshot.latency}
              limit={slowRoundTripMs}
              summary={t('health.latency.summary', {
                span: saySpan(stats.spanMs, t),
                last: sayDuration(stats.last, t),
                typical: sayDuration(stats.typical, t),
                slowest: sayDuration(stats.slowest, t),
              })}
            />
          )}
          <p className={classes.caption}>
            {stats.count === 1
              ? t('health.latency.one')
              : t('health.latency.span', { span: saySpan(stats.spanMs, t) })}
          </p>
        </>
      ) : (
        <p className={classes.nothing}>{t('health.latency.none')}</p>
      )}
    </Panel>
  )
}

function Figure({ name, ms }: { name: string; ms: number }) {
  const { t } = useWords()
  return (
    <div>
      <dt>{name}</dt>
      <dd>{sayDuration(ms, t)}</dd>
    </div>
  )
}
