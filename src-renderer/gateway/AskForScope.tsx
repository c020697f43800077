import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { sayDetail } from '../../src-shared/error-words.ts'
import type { AskedScope, ConnectionTarget } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { asOurs } from '../connect/auth-screens.ts'
import { HostCommand } from '../connect/HostCommand.tsx'
import { ApproveOverSsh, ReadOverSsh } from '../connect/OverSsh.tsx'
import { SecretField } from '../connect/SecretField.tsx'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import classes from './gateway.module.css'

const askAgainMs = 5_000

/** Asks the gateway for a right that this connection lacks; what it grants comes with the connection's next state. */
export function AskForScope({ scope, target }: { scope: AskedScope; target: ConnectionTarget }) {
  const { t } = useWords()
  const [asking, setAsking] = useState(false)
  const [waits, setWaits] = useState<ErrorReport>()
  const [failure, setFailure] = useState<ErrorReport>()
  const stops = useRef(0)

  const ask = async () => {
    const before = stops.current
    setAsking(true)
    setFailure(undefined)
    try {
      const found = await desktop.connection.askForScope({ scope })
      // Whoever stopped meanwhile waits for nothing.
      if (stops.current === before) setWaits(found)
    } catch (error) {
      const report = toErrorReport(error)
      // Who has just said no needs no word about it.
      if (report.code !== 'CANCELLED') setFailure(report)
    } finally {
      setAsking(false)
    }
  }
  const stop = () => {
    stops.current += 1
    setWaits(undefined)
    tell(desktop.connection.stopAskingForScope())
  }

  return (
    <div className={classes.ask}>
      {failure && <ErrorNote error={failure} />}
      {waits ? (
        waits.code === 'SCOPE_MISSING' ? (
          <WithSecret target={target} asking={asking} ask={ask} />
        ) : (
          <Request request={waits} target={target} ask={ask} stop={stop} />
        )
      ) : (
        <Button loading={asking} onClick={() => void ask()}>
          {t('gateway.askScope.run')}
        </Button>
      )}
    </div>
  )
}

/** This device's own token may not ask for more: the gateway's secret may, read over SSH for this once, or typed in. */
function WithSecret({
  target,
  asking,
  ask,
}: {
  target: ConnectionTarget
  asking: boolean
  ask: () => Promise<void>
}) {
  const { t } = useWords()
  const [kind, setKind] = useState<'token' | 'password'>('token')
  const [secret, setSecret] = useState('')
  const keepAndAsk = async () => {
    await desktop.credentials.setGatewaySecret({ target, kind, secret })
    await ask()
  }
  return (
    <Panel title={t('gateway.askScope.secretTitle')} tone="attention">
      <p>{t('gateway.askScope.secretLead')}</p>
      {target.kind === 'ssh' && <ReadOverSsh host={target.host} then={ask} />}
      <form
        className={classes.askSelf}
        onSubmit={event => {
          event.preventDefault()
          if (secret !== '') tell(keepAndAsk())
        }}
      >
        <SecretField kind={kind} onKind={setKind} secret={secret} onSecret={setSecret} />
        <Button type="submit" disabled={secret === ''} loading={asking} className={classes.askSubmit}>
          {t('gateway.askScope.withSecret')}
        </Button>
      </form>
    </Panel>
  )
}

/** The request as the gateway holds it: who approves it, and how. Asks again by itself until it is decided. */
function Request({
  request,
  target,
  ask,
  stop,
}: {
  request: ErrorReport
  target: ConnectionTarget
  ask: () => Promise<void>
  stop: () => void
}) {
  const { t } = useWords()
  const requestId = sayDetail(request, 'requestId', t)
  const command = sayDetail(request, 'command', t)
  useEffect(() => {
    const timer = setTimeout(() => void ask(), askAgainMs)
    return () => clearTimeout(timer)
  }, [ask])
  return (
    <Panel title={t('gateway.askScope.title')} tone="attention">
      <p>{t('gateway.askScope.lead')}</p>
      {target.kind === 'ssh' && <ApproveOverSsh key={requestId} host={target.host} requestId={requestId} />}
      <h3 className={classes.askSelf}>{t('gateway.askScope.self')}</h3>
      <HostCommand command={command} ours={asOurs(command)} label={t('connect.pairing.command')} />
      <p role="status" className={classes.askWaits}>
        <Mark shape="busy" /> {t('gateway.askScope.waiting')}
      </p>
      <Button variant="subtle" onClick={stop}>
        {t('gateway.askScope.stop')}
      </Button>
    </Panel>
  )
}
