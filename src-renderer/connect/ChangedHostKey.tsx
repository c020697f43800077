import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { hostKeyCommand } from '../../src-shared/host-key-command.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { Command } from '../ui/Command.tsx'
import { compareFingerprint } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { HostName } from '../ui/HostName.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

type Props = {
  readonly error: ErrorReport
  readonly target: ConnectionTarget
  readonly actions: ConnectActions
  /** The connection goes on over another road. */
  readonly isCarried: boolean
}

/**
 * A changed key is no question with a yes: it is replaced only by someone who read the new fingerprint on the host
 * itself and brings it here. The page does not hand it over for pasting.
 */
export function ChangedHostKey({ error, target, actions, isCarried }: Props) {
  const [pasted, setPasted] = useState('')
  const [sending, setSending] = useState(false)
  const { t, rich } = useWords()
  const detail = (name: string) => sayDetail(error, name, t)
  const host = detail('host')
  const via = detail('via')
  const presented = detail('presented')
  const comparison = compareFingerprint(pasted, presented)

  const replace = async () => {
    setSending(true)
    try {
      await desktop.hosts.replaceKey({ host, fingerprint: presented })
      await actions.connect(target)
    } finally {
      setSending(false)
    }
  }

  return (
    <Panel title={t(isCarried ? 'connect.changedKey.titleOfRoad' : 'connect.changedKey.title')} tone="bad">
      <p className={classes.cause}>
        {rich('connect.changedKey.cause', { host: <HostName host={host} via={via} /> })}
      </p>
      <div className={classes.keys}>
        <div className={classes.keyBox}>
          <h3>{t('connect.changedKey.known')}</h3>
          <Fingerprint value={detail('expected')} />
          <p className={classes.where} translate="no">
            {detail('where')}
          </p>
        </div>
        <div className={classes.keyBox} data-new>
          <h3>{t('connect.changedKey.presented')}</h3>
          <Fingerprint value={presented} selectable={false} />
          <p className={classes.where} translate="no">
            {detail('keyType')}
          </p>
        </div>
      </div>
      <Facts>
        <Fact name={t('connect.changedKey.harmless')}>{t('connect.changedKey.harmlessIf')}</Fact>
        <Fact name={t('connect.changedKey.dangerous')}>{t('connect.changedKey.dangerousIf')}</Fact>
      </Facts>
      <h3 className={classes.offerNext}>{t('connect.changedKey.toSeeIt')}</h3>
      <Command command={hostKeyCommand(detail('keyType'))} label={t('prompts.hostKey.command')} />
      <form
        className={classes.inlineForm}
        onSubmit={event => {
          event.preventDefault()
          if (comparison === 'match') tell(replace())
        }}
      >
        <CompareField
          label={t('connect.changedKey.field')}
          description={t('connect.changedKey.fieldHint')}
          value={pasted}
          onChange={setPasted}
          comparison={comparison}
        />
        <div className={classes.buttons}>
          {!isCarried && (
            <Button onClick={() => tell(actions.disconnect())}>{t('connect.changedKey.doNotConnect')}</Button>
          )}
          <Button
            type="submit"
            color="red"
            variant="outline"
            disabled={comparison !== 'match'}
            loading={sending}
          >
            {t('connect.changedKey.replace')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
