import { Button } from '@mantine/core'
import type { SshEngine } from '../../src-shared/connection.ts'
import type { HostPreview } from '../../src-shared/desktop-api.ts'
import { say } from '../../src-shared/said.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Name } from '../ui/HostName.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { Preview } from './use-hosts.ts'
import { useWords } from '../words.ts'
import columns from '../ui/columns.module.css'
import classes from './connect.module.css'

type Props = {
  readonly host: string
  readonly preview: Preview
  readonly engine: SshEngine
  readonly onUseSystemSsh: () => void
}

/** What ssh_config makes of the typed host, before anything is dialled. */
export function PreviewPanel({ host, preview, engine, onUseSystemSsh }: Props) {
  const { t } = useWords()
  return (
    <Panel title={t('connect.preview.title')}>
      {host === '' && <p className={classes.hint}>{t('connect.preview.empty')}</p>}
      {host !== '' && preview.kind === 'none' && (
        <p className={classes.hint}>{t('connect.preview.loading')}</p>
      )}
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
  const { t, rich } = useWords()
  return (
    <div className={columns.stack}>
      <Facts>
        <Fact name={t('connect.preview.user')}>
          <Name>{preview.user}</Name>
        </Fact>
        <Fact name={t('ui.facts.address')}>
          {rich('connect.preview.address', {
            host: <Name>{preview.hostname}</Name>,
            port: String(preview.port),
          })}
        </Fact>
        <Fact name={t('connect.preview.jumps')}>
          {preview.jumps.length > 0 && <Name>{preview.jumps.join(' → ')}</Name>}
        </Fact>
        <Fact name={t('connect.preview.keys')}>
          {preview.identityFiles.length > 0 && (
            <ul className={classes.plainList}>
              {preview.identityFiles.map(file => (
                <li key={file}>
                  <code translate="no">{file}</code>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={t('connect.preview.agent')}>
          {typeof preview.agent === 'string' ? <code>{preview.agent}</code> : say(preview.agent, t)}
        </Fact>
        <Fact name={t('connect.preview.readBy')}>
          {preview.resolvedBy === 'ssh' ? <code translate="no">ssh -G</code> : t('connect.preview.ownReader')}
        </Fact>
      </Facts>
      {preview.needsSystemEngine !== undefined && (
        <Note tone={engine === 'system' ? 'good' : 'attention'}>
          {engine === 'system' ? (
            t('connect.preview.systemSshUsed', { why: say(preview.needsSystemEngine, t) })
          ) : (
            <>
              <strong>{t('connect.preview.systemSshNeeded')}</strong> {say(preview.needsSystemEngine, t)}
              <div className={classes.buttons}>
                <Button size="xs" variant="default" onClick={onUseSystemSsh}>
                  {t('connect.preview.useSystemSsh')}
                </Button>
              </div>
            </>
          )}
        </Note>
      )}
      {preview.warnings
        .map(warning => say(warning, t))
        .map(warning => (
          <Note key={warning} tone="attention">
            {warning}
          </Note>
        ))}
    </div>
  )
}
