import { useWords } from '../words.ts'
import { lineDiff } from './line-diff.ts'
import classes from './gateway.module.css'

const signs = { same: ' ', gone: '−', new: '+' } as const

/** What `after` changes in `before`. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const { t } = useWords()
  const rows = lineDiff(before, after)
  if (rows.length === 0) return <p className={classes.quiet}>{t('gateway.config.noDifference')}</p>
  return (
    // Reachable by keyboard, for it scrolls.
    <div className={classes.diff} role="group" aria-label={label} tabIndex={0} translate="no">
      {rows.map((row, index) => (
        // Rows have nothing else to be told apart by, and are all drawn anew together.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} data-kind={row.kind}>
          {row.kind === 'gap' ? '⋯' : `${signs[row.kind]} ${row.text}`}
        </div>
      ))}
    </div>
  )
}
