// The offers to do something on the gateway's own host. What exactly, and whether, the app asks itself once it has looked
// there (`prompts/OverSshQuestion.tsx`).
import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

/** Reads the gateway's secret on its host. */
export function ReadOverSsh({ host, then }: { host: string; then?: () => Promise<void> }) {
  const run = async () => {
    await desktop.connection.readSecretOverSsh()
    await then?.()
  }
  return <Offer what="read" host={host} run={run} />
}

/** Approves this device's own request on the gateway's host. */
export function ApproveOverSsh({ host, requestId }: { host: string; requestId: string }) {
  return (
    <Offer what="approve" host={host} run={() => desktop.connection.approvePairingOverSsh({ requestId })} />
  )
}

type Props = {
  readonly what: 'read' | 'approve'
  readonly host: string
  readonly run: () => Promise<void>
}

function Offer({ what, host, run }: Props) {
  const { t } = useWords()
  const title = useId()
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
    <section className={classes.offer} aria-labelledby={title}>
      <h3 id={title}>{t(`connect.overSsh.${what}.title`)}</h3>
      <p>{t(`connect.overSsh.${what}.lead`, { host })}</p>
      {failure && <ErrorNote error={failure} />}
      <Button loading={running} className={classes.submit} onClick={() => void begin()}>
        {t(`connect.overSsh.${what}.run`)}
      </Button>
      <p role="status" className="visually-hidden">
        {running ? t(`connect.overSsh.${what}.running`, { host }) : ''}
      </p>
    </section>
  )
}
