import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { tellError } from '../tell.ts'
import classes from './CopyButton.module.css'

type Props = {
  /** What is copied, or how it is fetched first. */
  readonly text: string | (() => Promise<string>)
  /** What the button says, and what the screen reader hears: "Copy", "Copy command" … */
  readonly label?: string
  readonly quiet?: boolean
}

const confirmationMs = 2000

export function CopyButton({ text, label = 'Copy', quiet = true }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), confirmationMs)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
    setCopied(true)
  }

  return (
    <Button
      className={classes.copy}
      variant={quiet ? 'subtle' : 'default'}
      size={quiet ? 'compact-sm' : 'sm'}
      leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      onClick={() => void copy().catch(tellError)}
    >
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}
