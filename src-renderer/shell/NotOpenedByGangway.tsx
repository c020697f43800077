import type { ErrorReport } from '../../src-shared/errors.ts'
import classes from './NotOpenedByGangway.module.css'

/** What a browser shows that opened the page by itself, without Gangway behind it, or whose sign-in is over. */
export function NotOpenedByGangway({ error }: { error?: ErrorReport }) {
  return (
    <main className={classes.page}>
      <h1>{error ? 'This page is signed out' : 'Gangway is not behind this page'}</h1>
      <p>
        {error
          ? `${error.message} ${error.remedy}`
          : 'Start Gangway and open the address it prints. That address holds a one-time token, so a bookmark of an earlier one no longer works.'}
      </p>
    </main>
  )
}
