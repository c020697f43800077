import { CopyButton } from './CopyButton.tsx'
import classes from './Command.module.css'

/** A command to run elsewhere, shown whole, with a button that copies it. */
export function Command({ command, label }: { command: string; label: string }) {
  return (
    <div className={classes.command} role="group" aria-label={label}>
      <code className={classes.text}>{command}</code>
      <CopyButton text={command} label="Copy" />
    </div>
  )
}
