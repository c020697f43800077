import classes from './health.module.css'

/** Said of every value that is shown greyed: it was so, and may be so no longer. */
export function LastKnown() {
  return <span className={classes.lastKnown}>last known</span>
}
