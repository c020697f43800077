import type { ReactNode } from 'react'
import classes from './PageHeading.module.css'

/** A page's title, which takes the focus when the page is opened. */
export function PageHeading({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className={classes.heading}>
      <div className={classes.words}>
        <h1 tabIndex={-1}>{title}</h1>
        {children && <p className={classes.lead}>{children}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
