import { Button, Checkbox } from '@mantine/core'
import { Children, useId, useState, type ReactNode } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type What = 'read' | 'approve'

/** The files that are looked into, as `src-main/connection/remote-secret.ts` names them. */
const openclawFile = '~/.openclaw/openclaw.json'
const gangwayFiles = '~/.local/state/gangway/gangway.json5, gateway-token'

/** Reads the gateway's secret on its host, once a person has agreed to exactly that. */
export function ReadOverSsh({ host }: { host: string }) {
  const { rich } = useWords()
  const file = (name: string) => <code translate="no">{name}</code>
  return (
    <Agreed
      what="read"
      host={host}
      steps={[
        <span key="openclaw">{rich('connect.overSsh.read.openclaw', { file: file(openclawFile) })}</span>,
        <span key="gangway">{rich('connect.overSsh.read.gangway', { file: file(gangwayFiles) })}</span>,
      ]}
      run={() => desktop.connection.readSecretOverSsh()}
    />
  )
}

/** Approves this device's own request on the gateway's host, once a person has agreed to exactly that. */
export function ApproveOverSsh({ host, requestId }: { host: string; requestId: string }) {
  return (
    <Agreed
      what="approve"
      host={host}
      steps={['openclaw devices list --json', `openclaw devices approve ${requestId}`].map(command => (
        <code key={command} translate="no">
          {command}
        </code>
      ))}
      run={() => desktop.connection.approvePairingOverSsh({ requestId })}
    />
  )
}

/** What is done, where and as whom; a box to tick; and only then the button. */
function Agreed({
  what,
  host,
  steps,
  run,
}: {
  what: What
  host: string
  steps: readonly ReactNode[]
  run: () => Promise<void>
}) {
  const { t } = useWords()
  const title = useId()
  const [agreed, setAgreed] = useState(false)
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<ErrorReport>()

  const begin = async () => {
    setRunning(true)
    setFailure(undefined)
    try {
      await run()
    } catch (error) {
      setFailure(toErrorReport(error))
    } finally {
      setRunning(false)
    }
  }

  return (
    <form
      className={classes.offer}
      aria-labelledby={title}
      onSubmit={event => {
        event.preventDefault()
        if (agreed && !running) void begin()
      }}
    >
      <h3 id={title}>{t(`connect.overSsh.${what}.title`)}</h3>
      <p>{t(`connect.overSsh.${what}.lead`, { host })}</p>
      <ul
        className={classes.offerSteps}
        aria-label={t(what === 'read' ? 'connect.overSsh.read.files' : 'connect.overSsh.approve.commands')}
      >
        {Children.map(steps, step => (
          <li>{step}</li>
        ))}
      </ul>
      <p className={classes.hint}>{t(`connect.overSsh.${what}.after`)}</p>
      <Checkbox
        label={t(`connect.overSsh.${what}.agree`, { host })}
        checked={agreed}
        onChange={event => setAgreed(event.currentTarget.checked)}
      />
      {failure && <ErrorNote error={failure} />}
      <Button type="submit" disabled={!agreed} loading={running} className={classes.submit}>
        {t(`connect.overSsh.${what}.run`)}
      </Button>
      <p role="status" className="visually-hidden">
        {running ? t(`connect.overSsh.${what}.running`, { host }) : ''}
      </p>
    </form>
  )
}
