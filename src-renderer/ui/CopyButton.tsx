import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { tellError } from '../tell.ts'
import { useCopy } from './use-copy.ts'
import { useWords } from '../words.ts'
import classes from './CopyButton.module.css'

type Props = {
  /** What is copied, or how it is fetched first. */
  readonly text: string | (() => Promise<string>)
  /** What the button says, and what the screen reader hears: "Copy", "Copy command" … */
  readonly label?: string
  readonly quiet?: boolean
}

export function CopyButton({ text, label, quiet = true }: Props) {
  const { t } = useWords()
  const { copied, copy } = useCopy()
  const copyIt = async () => copy(typeof text === 'string' ? text : await text())

  return (
    <Button
      className={classes.copy}
      variant={quiet ? 'subtle' : 'default'}
      size={quiet ? 'compact-sm' : 'sm'}
      leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      onClick={() => void copyIt().catch(tellError)}
    >
      <span aria-live="polite">{copied ? t('common.copied') : (label ?? t('common.copy'))}</span>
    </Button>
  )
}
