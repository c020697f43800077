import { IconCheck, IconCopy } from '@tabler/icons-react'
import { tell } from '../tell.ts'
import { useCopy } from '../ui/use-copy.ts'
import { useWords } from '../words.ts'
import classes from './chat.module.css'

/** A small copy button of its own: there are hundreds of them in a conversation, and each has to cost next to nothing. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useWords()
  const { copied, copy } = useCopy()

  return (
    <button type="button" className={classes.copy} translate="yes" onClick={() => tell(copy(text))}>
      {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      <span aria-live="polite">{copied ? t('common.copied') : label}</span>
    </button>
  )
}
