import { Button } from '@mantine/core'
import { useEffect, useId, useState } from 'react'
import type { CommandLauncher, LauncherScript } from '../../src-shared/command-launcher.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { Command } from '../ui/Command.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import classes from './settings.module.css'

/** Whether a terminal knows `gangway`, and the script that makes it so. */
export function CommandLineSection() {
  const { t } = useWords()
  const { launcher, error, write, remove } = useLauncher()
  if (!launcher) return null
  const { found, script, hindrance } = launcher
  return (
    <SettingsSection id="command-line">
      <SettingRow id="command">
        {error && <ErrorNote error={error} />}
        <Note tone={found ? (found.isOurs || !script ? 'good' : 'attention') : 'plain'}>
          {found ? (
            <>
              {t(found.isOurs || !script ? 'settings.command.found' : 'settings.command.other')}{' '}
              <code translate="no">{found.path}</code>
            </>
          ) : (
            t('settings.command.notFound')
          )}
        </Note>
        {hindrance && <Note tone="attention">{t('settings.command.hindrance')}</Note>}
        {script && <Script script={script} onWrite={write} onRemove={remove} />}
      </SettingRow>
    </SettingsSection>
  )
}

type ScriptProps = {
  readonly script: LauncherScript
  readonly onWrite: (script: LauncherScript) => void
  readonly onRemove: () => void
}

function Script({ script, onWrite, onRemove }: ScriptProps) {
  const { t } = useWords()
  const [isShown, setIsShown] = useState(false)
  const textId = useId()
  const { state, path, text, isOnPath } = script
  const folder = path.slice(0, path.lastIndexOf('/'))
  if (state === 'foreign')
    return (
      <Note tone="attention">
        {t('settings.command.foreign')} <code translate="no">{path}</code>
      </Note>
    )
  return (
    <>
      {state === 'stale' && <Note tone="attention">{t('settings.command.stale')}</Note>}
      {state !== 'current' && isShown && (
        <figure className={classes.script} aria-labelledby={textId}>
          <figcaption id={textId} className={classes.quiet}>
            {t('settings.command.willWrite')} <code translate="no">{path}</code>
          </figcaption>
          <pre translate="no" tabIndex={0} aria-labelledby={textId}>
            {text}
          </pre>
        </figure>
      )}
      <div className={classes.hostButtons}>
        {state !== 'current' && !isShown && (
          <Button variant="default" onClick={() => setIsShown(true)}>
            {t(state === 'stale' ? 'settings.command.renew' : 'settings.command.make')}
          </Button>
        )}
        {state !== 'current' && isShown && (
          <>
            <Button
              onClick={() => {
                setIsShown(false)
                onWrite(script)
              }}
            >
              {t('settings.command.write')}
            </Button>
            <Button variant="default" onClick={() => setIsShown(false)}>
              {t('common.cancel')}
            </Button>
          </>
        )}
        {(state === 'current' || (state === 'stale' && !isShown)) && (
          <Button variant="default" onClick={onRemove}>
            {t('settings.command.remove')}
          </Button>
        )}
      </div>
      {!isOnPath && (state === 'current' || isShown) && (
        <div>
          <p className={classes.quiet}>{t('settings.command.notOnPath')}</p>
          <Command command={`export PATH="${folder}:$PATH"`} label={t('settings.command.pathLine')} />
        </div>
      )}
    </>
  )
}

function useLauncher() {
  const [launcher, setLauncher] = useState<CommandLauncher>()
  const [error, setError] = useState<ErrorReport>()
  useEffect(() => {
    desktop.commandLine.current().then(setLauncher, tellError)
  }, [])
  const after = async (asked: Promise<CommandLauncher>): Promise<void> => {
    try {
      setLauncher(await asked)
      setError(undefined)
    } catch (reason) {
      setError(toErrorReport(reason))
    }
  }
  return {
    launcher,
    error,
    write: ({ path, text }: LauncherScript) => void after(desktop.commandLine.write({ path, text })),
    remove: () => void after(desktop.commandLine.remove()),
  }
}
