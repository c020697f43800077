import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { liveSettings } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { compareCertificate } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { hostsWithPin, withPin } from './pin.ts'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** A certificate that is not trusted, or not the pinned one: pinned only with a fingerprint brought from elsewhere. */
export function ChangedPin({
  error,
  target,
  actions,
}: {
  error: ErrorReport
  target: ConnectionTarget
  actions: ConnectActions
}) {
  const [pasted, setPasted] = useState('')
  const { t } = useWords()
  const detail = (name: string) => sayDetail(error, name, t)
  const [expected, presented] = [detail('expected'), detail('presented')]
  const verdict = verdictOf(error)
  const comparison = compareCertificate(pasted, presented)
  const settings = useLive(liveSettings)
  const repin = async (fingerprint: string | undefined) => {
    const changed = withPin(target, fingerprint)
    const hosts = settings && hostsWithPin(settings.hosts, changed)
    if (hosts) await desktop.settings.change({ hosts })
    await actions.connect(changed)
  }
  return (
    <form
      className={classes.inlineForm}
      onSubmit={event => {
        event.preventDefault()
        if (comparison === 'match') tell(repin(presented))
      }}
    >
      <div className={classes.keys}>
        {expected !== '' && (
          <div className={classes.keyBox}>
            <h3>{t('connect.changedPin.pinned')}</h3>
            <Fingerprint value={expected} />
            {verdict !== undefined && (
              <Said issuer={detail('oldIssuer')} days={detail('oldDays')} seen={detail('oldSeen')} />
            )}
          </div>
        )}
        <div className={classes.keyBox} data-new>
          <h3>{t('connect.changedPin.presented')}</h3>
          <Fingerprint value={presented} selectable={false} />
          {verdict !== undefined && <Said issuer={detail('newIssuer')} days={detail('newDays')} />}
        </div>
      </div>
      {verdict !== undefined && (
        <Note tone={verdict === 'unproven' ? 'bad' : 'attention'}>
          {t(`connect.changedPin.verdicts.${verdict}`)}
        </Note>
      )}
      <CompareField
        label={t('connect.changedPin.field')}
        description={t('connect.changedPin.fieldHint')}
        value={pasted}
        onChange={setPasted}
        comparison={comparison}
      />
      {verdict === 'trusted' && (
        <Button variant="default" className={classes.submit} onClick={() => tell(repin(undefined))}>
          {t('connect.changedPin.trust')}
        </Button>
      )}
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

function Said({ issuer, days, seen = '' }: { issuer: string; days: string; seen?: string }) {
  const { t } = useWords()
  if (issuer === '') return <p className={classes.where}>{t('connect.changedPin.notSeen')}</p>
  return (
    <Facts>
      <Fact name={t('connect.changedPin.issuer')}>
        <span translate="no">{issuer}</span>
      </Fact>
      <Fact name={t('connect.changedPin.days')}>
        <span translate="no">{days}</span>
      </Fact>
      <Fact name={t('connect.changedPin.seen')}>{seen !== '' && <span translate="no">{seen}</span>}</Fact>
    </Facts>
  )
}

const verdicts = ['trusted', 'same-key', 'same-issuer', 'unproven'] as const

function verdictOf({ details }: ErrorReport): (typeof verdicts)[number] | undefined {
  return verdicts.find(verdict => verdict === details['verdict'])
}
