import type { ReactNode } from 'react'
import { Mark, type MarkShape } from './Mark.tsx'
import classes from './Note.module.css'

type Tone = 'plain' | 'good' | 'attention' | 'bad'

const marks: Record<Tone, MarkShape> = { plain: 'off', good: 'good', attention: 'attention', bad: 'bad' }

/** A remark that stands out from the text around it. `urgent` has it read out as it appears. */
export function Note({
  tone = 'plain',
  urgent = false,
  children,
}: {
  tone?: Tone
  urgent?: boolean
  children: ReactNode
}) {
  return (
    <div className={classes.note} data-tone={tone} role={urgent ? 'alert' : undefined}>
      {tone !== 'plain' && (
        <span className={classes.mark}>
          <Mark shape={marks[tone]} />
        </span>
      )}
      <div className={classes.text}>{children}</div>
    </div>
  )
}
