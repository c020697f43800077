import type { ErrorReport } from '../../src-shared/errors.ts'
import { Note } from './Note.tsx'
import classes from './ErrorNote.module.css'

/** A failure where it happened: what, and the way out. */
export function ErrorNote({ error }: { error: ErrorReport }) {
  return (
    <Note tone="bad" urgent>
      <strong>{error.message}</strong> {error.remedy} <code className={classes.code}>{error.code}</code>
    </Note>
  )
}
