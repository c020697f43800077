import { Button } from '@mantine/core'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { liveLocalPort } from '../app-state.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { Command } from '../ui/Command.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { ConnectActions } from './use-connect.ts'
import classes from './connect.module.css'

/** The port for other programs on this computer, when one was asked for. Chat does not depend on it. */
export function LocalPortPanel({ target, actions }: { target: ConnectionTarget; actions: ConnectActions }) {
  const port = useLive(liveLocalPort)
  if (!port || port.phase === 'off' || target.kind !== 'ssh') return null
  if (port.phase === 'listening') {
    return (
      <Panel title="For other programs on this computer">
        <p className={classes.lead}>
          This address leads to the gateway and stays open while Gangway reconnects.
        </p>
        <Command command={`ws://127.0.0.1:${port.port}`} label="Address for other programs" />
      </Panel>
    )
  }
  const free = port.error.details['free']
  return (
    <Panel title="For other programs on this computer" tone="attention">
      <Note tone="attention">
        <strong>{port.error.message}</strong> {port.error.remedy} Chat and health go on without it.
      </Note>
      {typeof free === 'number' && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => tell(actions.connect({ ...target, localPort: free }))}>
            Use port {free}
          </Button>
        </div>
      )}
    </Panel>
  )
}
