import { CopyButton } from './CopyButton.tsx'
import { useWords } from '../words.ts'
import classes from './Command.module.css'

/** A command to run elsewhere, shown whole, with a button that copies it. */
export function Command({ command, label }: { command: string; label: string }) {
  const { t } = useWords()
  return (
    <div className={classes.command} role="group" aria-label={label}>
      <code className={classes.text} translate="no">
        {command}
      </code>
      <CopyButton text={command} label={t('common.copy')} />
    </div>
  )
}
