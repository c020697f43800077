import { sayDuration } from '../../src-shared/time-words.ts'
import { useWords } from '../words.ts'
import classes from './Sparkline.module.css'

type Point = { readonly at: number; readonly ms: number }

type Props = {
  readonly points: readonly Point[]
  /** The whole picture in one sentence, for those who cannot see it. */
  readonly summary: string
  /** A value that is drawn as a line across, when the points come near it. */
  readonly limit?: number
}

const width = 600
const height = 96
/** A pause longer than this, in milliseconds, is a gap in the line rather than a slope. */
const gapMs = 100_000

/** Round trips over time. Its scale begins at zero, so that a calm line looks calm. */
export function Sparkline({ points, summary, limit }: Props) {
  const { t } = useWords()
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return null
  const top = Math.max(...points.map(({ ms }) => ms)) * 1.15
  const span = Math.max(1, last.at - first.at)
  const x = (at: number) => ((at - first.at) / span) * width
  const y = (ms: number) => height - (ms / top) * height
  const limitShown = limit !== undefined && limit < top

  return (
    <div className={classes.frame}>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
      >
        {limitShown && <line x1="0" x2={width} y1={y(limit)} y2={y(limit)} className={classes.limit} />}
        {runs(points).map(run => (
          <g key={run[0]?.at}>
            <path d={`${line(run, x, y)}V${height}H${x(run[0]?.at ?? 0)}Z`} className={classes.area} />
            <path d={line(run, x, y)} className={classes.line} />
          </g>
        ))}
      </svg>
      <span className={classes.dot} style={{ top: `${(y(last.ms) / height) * 100}%` }} />
      {limitShown && (
        <span className={classes.limitLabel} style={{ top: `${(y(limit) / height) * 100}%` }} aria-hidden>
          {sayDuration(limit, t)}
        </span>
      )}
    </div>
  )
}

function runs(points: readonly Point[]): Point[][] {
  const all: Point[][] = []
  for (const point of points) {
    const current = all.at(-1)
    const before = current?.at(-1)
    if (current && before && point.at - before.at <= gapMs) current.push(point)
    else all.push([point])
  }
  return all
}

function line(run: readonly Point[], x: (at: number) => number, y: (ms: number) => number): string {
  return `M${run.map(({ at, ms }) => `${x(at).toFixed(1)} ${y(ms).toFixed(1)}`).join('L')}`
}
