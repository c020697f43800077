import { useWords } from '../words.ts'
import classes from './health.module.css'

/** Said of every value that is shown greyed: it was so, and may be so no longer. */
export function LastKnown() {
  const { t } = useWords()
  return <span className={classes.lastKnown}>{t('health.lastKnown')}</span>
}
