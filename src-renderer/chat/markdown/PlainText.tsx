import { Button } from '@mantine/core'
import { useState } from 'react'
import { sayBytes } from '../attachment-limits.ts'
import classes from './markdown.module.css'

/** More than this is laid out only when somebody wants to read it. */
const maxAtOnce = 20_000

/** Text as it was written. A very long one is shown in part at first. */
export function PlainText({ text }: { text: string }) {
  const { shown, more } = useBeginning(text)
  return (
    <div className={classes.plain}>
      {shown}
      {more}
    </div>
  )
}

/** The beginning of a long text, and a button that shows the rest of it. */
export function useBeginning(text: string): { shown: string; more: React.ReactNode } {
  const [isWhole, setWhole] = useState(false)
  if (isWhole || text.length <= maxAtOnce * 1.2) return { shown: text, more: null }
  return {
    shown: text.slice(0, maxAtOnce),
    more: (
      <Button
        className={classes.more ?? ''}
        variant="default"
        size="compact-sm"
        onClick={() => setWhole(true)}
      >
        Show all ({sayBytes(text.length)})
      </Button>
    ),
  }
}
