import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { compareFingerprint } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

type Props = {
  readonly error: ErrorReport
  readonly target: ConnectionTarget
  readonly actions: ConnectActions
}

/**
 * A changed key is no question with a yes: it is replaced only by someone who read the new fingerprint on the host
 * itself and brings it here. The page does not hand it over for pasting.
 */
export function ChangedHostKey({ error, target, actions }: Props) {
  const [pasted, setPasted] = useState('')
  const [sending, setSending] = useState(false)
  const { t } = useWords()
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
    <Panel title="Gangway did not connect" tone="bad">
      <p className={classes.cause}>
        <bdi>{host}</bdi>
        {via && (
          <>
            {' '}
            (through <bdi>{via}</bdi>)
          </>
        )}{' '}
        showed a different key than the one that is known. Nothing secret was sent to it.
      </p>
      <div className={classes.keys}>
        <div className={classes.keyBox}>
          <h3>Known until now</h3>
          <Fingerprint value={detail('expected')} />
          <p className={classes.where}>{detail('where')}</p>
        </div>
        <div className={classes.keyBox} data-new>
          <h3>Presented now</h3>
          <Fingerprint value={presented} selectable={false} />
          <p className={classes.where}>{detail('keyType')}</p>
        </div>
      </div>
      <Facts>
        <Fact name="Harmless if">
          the machine was reinstalled, or its address now belongs to another of yours.
        </Fact>
        <Fact name="Dangerous if">
          neither is so: then someone may stand between you and the host, to read what you type.
        </Fact>
      </Facts>
      <form
        className={classes.inlineForm}
        onSubmit={event => {
          event.preventDefault()
          if (comparison === 'match') tell(replace())
        }}
      >
        <CompareField
          label="The new fingerprint, as the host itself prints it"
          description="Log in on the host’s own console, or ask whoever runs it, and run ssh-keygen -lf on its public host key. Paste the line here."
          value={pasted}
          onChange={setPasted}
          comparison={comparison}
        />
        <div className={classes.buttons}>
          <Button onClick={() => tell(actions.disconnect())}>Do not connect</Button>
          <Button
            type="submit"
            color="red"
            variant="outline"
            disabled={comparison !== 'match'}
            loading={sending}
          >
            Replace the known key and connect
          </Button>
        </div>
      </form>
    </Panel>
  )
}
