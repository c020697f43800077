import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

export function PromptButtons({ more, children }: { more: number; children: ReactNode }) {
  const { t } = useWords()
  return (
    <div className={classes.buttons}>
      {more > 0 && <span className={classes.more}>{t('prompts.more', { count: more })}</span>}
      {children}
    </div>
  )
}
