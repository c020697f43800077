import { useWords } from '../words.ts'
import classes from './chat.module.css'

/** Where messages will be. */
export function Skeleton({ label }: { label?: string }) {
  const { t } = useWords()
  return (
    <div className={classes.skeleton} role="status">
      <span className="visually-hidden">{label ?? t('chat.loading')}</span>
      <div className={classes.bones} aria-hidden>
        <span data-side="end" />
        <span />
        <span />
        <span data-short />
        <span data-side="end" data-short />
        <span />
        <span data-short />
      </div>
    </div>
  )
}
