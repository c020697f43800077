import { sayError } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { useWords } from '../words.ts'
import { Note } from './Note.tsx'
import classes from './ErrorNote.module.css'

/** A failure where it happened: what, and the way out. */
export function ErrorNote({ error }: { error: ErrorReport }) {
  return (
    <Note tone="bad" urgent>
      <ErrorWords error={error} />{' '}
      <code className={classes.code} translate="no">
        {error.code}
      </code>
    </Note>
  )
}

/** The two sentences alone. */
export function ErrorWords({ error }: { error: ErrorReport }) {
  const { t } = useWords()
  const { message, remedy } = sayError(error, t)
  return (
    <>
      <strong>{message}</strong> {remedy}
    </>
  )
}
