import { useId, type ReactNode } from 'react'
import classes from './Panel.module.css'

type Props = {
  readonly title: string
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode
  /** Values that are no longer proven are shown greyed. */
  readonly stale?: boolean
  readonly tone?: 'plain' | 'attention' | 'bad'
  readonly children: ReactNode
}

/** A titled part of a page. */
export function Panel({ title, actions, stale = false, tone = 'plain', children }: Props) {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id} data-stale={stale} data-tone={tone}>
      <header className={classes.header}>
        <h2 id={id}>{title}</h2>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  )
}
