import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { SecretField } from './SecretField.tsx'
import type { ConnectActions } from './use-connect.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

/** The gateway's token or password, asked for where it was found to be missing or wrong. */
export function EnterSecret({
  target,
  wants,
  actions,
}: {
  target: ConnectionTarget
  wants: 'token' | 'password'
  actions: ConnectActions
}) {
  const { t } = useWords()
  const [kind, setKind] = useState(wants)
  const [secret, setSecret] = useState('')
  const [sending, setSending] = useState(false)

  const connect = async () => {
    setSending(true)
    await actions.connect(target, { kind, secret })
    setSending(false)
  }

  return (
    <form
      className={classes.inlineForm}
      onSubmit={event => {
        event.preventDefault()
        if (secret !== '') void connect()
      }}
    >
      <SecretField kind={kind} onKind={setKind} secret={secret} onSecret={setSecret} />
      <Button type="submit" disabled={secret === ''} loading={sending} className={classes.submit}>
        {t('connect.secret.save')}
      </Button>
    </form>
  )
}
