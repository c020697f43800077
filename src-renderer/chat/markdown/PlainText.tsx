import { Button } from '@mantine/core'
import { useState } from 'react'
import { sayBytes } from '../attachment-limits.ts'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

/** More than this is laid out only when somebody wants to read it. */
const maxAtOnce = 20_000

/** Text as it was written. A very long one is shown in part at first. */
export function PlainText({ text }: { text: string }) {
  const { shown, more } = useBeginning(text)
  return (
    <div className={classes.plain}>
      <span translate="no">{shown}</span>
      {more}
    </div>
  )
}

/** The beginning of a long text, and a button that shows the rest of it. */
export function useBeginning(text: string): { shown: string; more: React.ReactNode } {
  const { t } = useWords()
  const [isWhole, setWhole] = useState(false)
  if (isWhole || text.length <= maxAtOnce * 1.2) return { shown: text, more: null }
  return {
    shown: text.slice(0, maxAtOnce),
    more: (
      <Button
        className={classes.more ?? ''}
        variant="default"
        size="compact-sm"
        translate="yes"
        onClick={() => setWhole(true)}
      >
        {t('chat.messages.showAll', { size: sayBytes(text.length, t) })}
      </Button>
    ),
  }
}
