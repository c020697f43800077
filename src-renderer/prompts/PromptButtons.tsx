import type { ReactNode } from 'react'
import classes from './prompts.module.css'

export function PromptButtons({ more, children }: { more: number; children: ReactNode }) {
  return (
    <div className={classes.buttons}>
      {more > 0 && (
        <span className={classes.more}>
          {more === 1 ? 'One more question waits.' : `${more} more questions wait.`}
        </span>
      )}
      {children}
    </div>
  )
}
