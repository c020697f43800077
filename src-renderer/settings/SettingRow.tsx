import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import type { SettingId } from './settings-index.ts'
import classes from './settings.module.css'

type Props = {
  readonly id: SettingId
  readonly tone?: 'plain' | 'bad'
  /** The control, at the right; it names itself with `labelledBy(id)`. */
  readonly control?: ReactNode
  /** What needs the whole width, below. */
  readonly children?: ReactNode
}

export function SettingRow({ id, tone = 'plain', control, children }: Props) {
  const { t } = useWords()
  const description = t(`settings.items.${id}.description`)
  return (
    <div className={classes.row} data-tone={tone} data-setting={id}>
      <div className={classes.rowHead}>
        <div className={classes.rowWords}>
          <h3 id={nameId(id)}>{t(`settings.items.${id}.title`)}</h3>
          {description && (
            <p id={explanationId(id)} className={classes.explanation}>
              {description}
            </p>
          )}
        </div>
        {control}
      </div>
      {children}
    </div>
  )
}

const nameId = (id: SettingId) => `setting-${id}`
const explanationId = (id: SettingId) => `setting-${id}-explanation`

/** What makes a control say the name and the explanation of its setting. */
export function labelledBy(id: SettingId) {
  return { 'aria-labelledby': nameId(id), 'aria-describedby': explanationId(id) }
}
