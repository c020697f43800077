import { Button } from '@mantine/core'
import type { SshEngine } from '../../src-shared/connection.ts'
import type { HostPreview } from '../../src-shared/desktop-api.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { Preview } from './use-hosts.ts'
import classes from './connect.module.css'

type Props = {
  readonly host: string
  readonly preview: Preview
  readonly engine: SshEngine
  readonly onUseSystemSsh: () => void
}

/** What ssh_config makes of the typed host, before anything is dialled. */
export function PreviewPanel({ host, preview, engine, onUseSystemSsh }: Props) {
  return (
    <Panel title="What your SSH configuration says">
      {host === '' && (
        <p className={classes.hint}>
          Type or pick a host; its user, address, keys and jump hosts appear here.
        </p>
      )}
      {host !== '' && preview.kind === 'none' && <p className={classes.hint}>Looking it up…</p>}
      {preview.kind === 'failed' && <ErrorNote error={preview.error} />}
      {preview.kind === 'known' && (
        <Known preview={preview.preview} engine={engine} onUseSystemSsh={onUseSystemSsh} />
      )}
    </Panel>
  )
}

function Known({
  preview,
  engine,
  onUseSystemSsh,
}: {
  preview: HostPreview
  engine: SshEngine
  onUseSystemSsh: () => void
}) {
  return (
    <div className={classes.stack}>
      <Facts>
        <Fact name="Logs in as">
          <bdi>{preview.user}</bdi>
        </Fact>
        <Fact name="Address">
          <bdi>{preview.hostname}</bdi>, port {preview.port}
        </Fact>
        <Fact name="Jumps through">{preview.jumps.length > 0 && preview.jumps.join(' → ')}</Fact>
        <Fact name="Keys">
          {preview.identityFiles.length > 0 && (
            <ul className={classes.plainList}>
              {preview.identityFiles.map(file => (
                <li key={file}>
                  <code>{file}</code>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Agent">{preview.agent}</Fact>
        <Fact name="Read by">{preview.resolvedBy === 'ssh' ? 'ssh -G' : 'Gangway’s own reader'}</Fact>
      </Facts>
      {preview.needsSystemEngine !== undefined && (
        <Note tone={engine === 'system' ? 'good' : 'attention'}>
          {engine === 'system' ? (
            <>The system’s ssh will be used, which this host needs: {preview.needsSystemEngine}</>
          ) : (
            <>
              <strong>This host needs the system’s ssh:</strong> {preview.needsSystemEngine}
              <div className={classes.buttons}>
                <Button size="xs" variant="default" onClick={onUseSystemSsh}>
                  Use the system’s ssh
                </Button>
              </div>
            </>
          )}
        </Note>
      )}
      {preview.warnings.map(warning => (
        <Note key={warning} tone="attention">
          {warning}
        </Note>
      ))}
    </div>
  )
}
