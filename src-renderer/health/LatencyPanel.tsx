import { slowRoundTripMs, type HealthSnapshot } from '../../src-shared/health.ts'
import { Panel } from '../ui/Panel.tsx'
import { Sparkline } from '../ui/Sparkline.tsx'
import { sayDuration, saySpan } from '../ui/time-words.ts'
import { latencyStats } from './latency-stats.ts'
import { LastKnown } from './LastKnown.tsx'
import classes from './health.module.css'

/** How long a question takes there and back, over the whole road. */
export function LatencyPanel({ snapshot, stale }: { snapshot: HealthSnapshot; stale: boolean }) {
  const stats = latencyStats(snapshot.latency)
  return (
    <Panel title="Round trip" stale={stale} actions={stale && stats && <LastKnown />}>
      {stats ? (
        <>
          <dl className={classes.figures}>
            <Figure name={stale ? 'Last' : 'Now'} ms={stats.last} />
            <Figure name="Typical" ms={stats.typical} />
            <Figure name="Fastest" ms={stats.fastest} />
            <Figure name="Slowest" ms={stats.slowest} />
          </dl>
          {stats.count > 1 && (
            <Sparkline
              points={snapshot.latency}
              limit={slowRoundTripMs}
              summary={`Round trips over the last ${saySpan(stats.spanMs)}: last ${sayDuration(stats.last)}, typical ${sayDuration(stats.typical)}, slowest ${sayDuration(stats.slowest)}.`}
            />
          )}
          <p className={classes.caption}>
            {stats.count === 1 ? 'One measurement so far' : `The last ${saySpan(stats.spanMs)}`}
          </p>
        </>
      ) : (
        <p className={classes.nothing}>The first round trip has not come back yet.</p>
      )}
    </Panel>
  )
}

function Figure({ name, ms }: { name: string; ms: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{sayDuration(ms)}</dd>
    </div>
  )
}
