import { sayError } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { useWords } from '../words.ts'
import classes from './NotOpenedByGangway.module.css'

/** What a browser shows that opened the page by itself, without Gangway behind it, or whose sign-in is over. */
export function NotOpenedByGangway({ error }: { error?: ErrorReport }) {
  const { t } = useWords()
  const said = error && sayError(error, t)
  return (
    <main className={classes.page}>
      <h1>{t(error ? 'shell.signedOut' : 'shell.notOpened')}</h1>
      <p>{said ? `${said.message} ${said.remedy}` : t('shell.notOpenedRemedy')}</p>
    </main>
  )
}
