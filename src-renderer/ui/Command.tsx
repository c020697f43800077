import { CopyButton } from './CopyButton.tsx'
import classes from './Command.module.css'

/** A command to run elsewhere, with a button that copies it. */
export function Command({ command, label }: { command: string; label: string }) {
  return (
    <div className={classes.command}>
      {/* Focusable, for a long command scrolls and a keyboard must be able to scroll it. */}
      <code className={classes.text} tabIndex={0} role="textbox" aria-readonly aria-label={label}>
        {command}
      </code>
      <CopyButton text={command} label="Copy" />
    </div>
  )
}
