import type { Verdict } from '../../src-shared/ladder.ts'
import classes from './Mark.module.css'

const turning = (
  <g className={classes.turning}>
    <circle cx="8" cy="8" r="5.5" className={classes.track} />
    <path d="M8 2.5a5.5 5.5 0 0 1 5.5 5.5" className={classes.stroke} />
  </g>
)

const shapes = {
  off: { tone: 'off', body: <circle cx="8" cy="8" r="5.25" className={classes.hollow} /> },
  stopped: {
    tone: 'off',
    body: <rect x="3.25" y="3.25" width="9.5" height="9.5" rx="1.5" className={classes.hollow} />,
  },
  unknown: {
    tone: 'off',
    body: (
      <>
        <circle cx="8" cy="8" r="6.25" className={classes.dashed} />
        <path
          d="M6.4 6.5a1.65 1.65 0 1 1 2.35 1.5c-.5.24-.75.47-.75 1M8 11.2v.1"
          className={classes.question}
        />
      </>
    ),
  },
  waiting: { tone: 'off', body: <circle cx="8" cy="8" r="2.75" className={classes.hollow} /> },
  busy: { tone: 'busy', body: turning },
  returning: { tone: 'attention', body: turning },
  good: {
    tone: 'good',
    body: (
      <>
        <circle cx="8" cy="8" r="7" className={classes.solid} />
        <path d="m4.9 8.2 2.1 2.1 4.1-4.5" className={classes.cut} />
      </>
    ),
  },
  attention: {
    tone: 'attention',
    body: (
      <>
        <path d="M8 1.2 15.3 14H.7Z" className={classes.solid} />
        <path d="M8 5.9v3.6M8 11.7v.1" className={classes.cut} />
      </>
    ),
  },
  asking: {
    tone: 'attention',
    body: (
      <>
        <path d="M8 .8 15.2 8 8 15.2.8 8Z" className={classes.solid} />
        <path d="M6.3 6.6a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.8.5-.8 1.1M8 11.4v.1" className={classes.cut} />
      </>
    ),
  },
  bad: {
    tone: 'bad',
    body: (
      <>
        <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" className={classes.solid} />
        <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" className={classes.cut} />
      </>
    ),
  },
} as const

export type MarkShape = keyof typeof shapes

/** A state as a shape of its own, so that colour is never the only sign. Its meaning stands beside it as text. */
export function Mark({ shape, size = 16 }: { shape: MarkShape; size?: number }) {
  const { tone, body } = shapes[shape]
  return (
    <svg
      className={classes.mark}
      data-tone={tone}
      data-shape={shape}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
      focusable={false}
    >
      {body}
    </svg>
  )
}

export function markOfVerdict(verdict: Verdict): MarkShape {
  switch (verdict) {
    case 'waiting':
      return 'waiting'
    case 'running':
      return 'busy'
    case 'asking':
      return 'asking'
    case 'passed':
      return 'good'
    case 'failed':
      return 'bad'
  }
}
