import { Button } from '@mantine/core'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { liveLocalPort } from '../app-state.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { Command } from '../ui/Command.tsx'
import { ErrorWords } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { ConnectActions } from './use-connect.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

/** The port for other programs on this computer, when one was asked for. Chat does not depend on it. */
export function LocalPortPanel({ target, actions }: { target: ConnectionTarget; actions: ConnectActions }) {
  const { t } = useWords()
  const port = useLive(liveLocalPort)
  if (!port || port.phase === 'off' || target.kind !== 'ssh') return null
  if (port.phase === 'listening') {
    return (
      <Panel title={t('connect.localPort.title')}>
        <p className={classes.lead}>{t('connect.localPort.lead')}</p>
        <Command command={`ws://127.0.0.1:${port.port}`} label={t('connect.localPort.address')} />
      </Panel>
    )
  }
  const free = port.error.details['free']
  return (
    <Panel title={t('connect.localPort.title')} tone="attention">
      <Note tone="attention">
        <ErrorWords error={port.error} /> {t('connect.localPort.goesOn')}
      </Note>
      {typeof free === 'number' && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => tell(actions.connect({ ...target, localPort: free }))}>
            {t('connect.localPort.use', { port: String(free) })}
          </Button>
        </div>
      )}
    </Panel>
  )
}
