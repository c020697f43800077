import { Button } from '@mantine/core'
import { useState } from 'react'
import type { DirectTarget } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { tell } from '../tell.ts'
import { compareCertificate } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { useWords } from '../words.ts'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** A certificate that is not trusted, or not the pinned one: pinned only with a fingerprint brought from elsewhere. */
export function ChangedPin({
  error,
  target,
  actions,
}: {
  error: ErrorReport
  target: DirectTarget
  actions: ConnectActions
}) {
  const [pasted, setPasted] = useState('')
  const { t } = useWords()
  const expected = sayDetail(error, 'expected', t)
  const presented = sayDetail(error, 'presented', t)
  const comparison = compareCertificate(pasted, presented)
  return (
    <form
      className={classes.inlineForm}
      onSubmit={event => {
        event.preventDefault()
        if (comparison === 'match') tell(actions.connect({ ...target, tlsFingerprint: presented }))
      }}
    >
      <div className={classes.keys}>
        {expected !== '' && (
          <div className={classes.keyBox}>
            <h3>{t('connect.changedPin.pinned')}</h3>
            <Fingerprint value={expected} />
          </div>
        )}
        <div className={classes.keyBox} data-new>
          <h3>{t('connect.changedPin.presented')}</h3>
          <Fingerprint value={presented} selectable={false} />
        </div>
      </div>
      <CompareField
        label={t('connect.changedPin.field')}
        description={t('connect.changedPin.fieldHint')}
        value={pasted}
        onChange={setPasted}
        comparison={comparison}
      />
      <Button
        type="submit"
        color="red"
        variant="outline"
        disabled={comparison !== 'match'}
        className={classes.submit}
      >
        {t(expected === '' ? 'connect.changedPin.pin' : 'connect.changedPin.replace')}
      </Button>
    </form>
  )
}
