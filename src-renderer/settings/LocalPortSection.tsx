import { liveLocalPort } from '../app-state.ts'
import { useLive } from '../live.ts'
import { pageHref } from '../shell/use-route.ts'
import { Command } from '../ui/Command.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import classes from './settings.module.css'

export function LocalPortSection() {
  const { t, rich } = useWords()
  const port = useLive(liveLocalPort)
  return (
    <SettingsSection id="local-port">
      <SettingRow id="localPort">
        {(port === undefined || port.phase === 'off') && (
          <p className={classes.quiet}>
            {rich('settings.localPort.none', {
              hosts: <a href={pageHref('settings', 'hosts')}>{t('settings.sections.hosts')}</a>,
            })}
          </p>
        )}
        {port?.phase === 'listening' && (
          <Command command={`ws://127.0.0.1:${port.port}`} label={t('settings.localPort.address')} />
        )}
        {port?.phase === 'taken' && <ErrorNote error={port.error} />}
      </SettingRow>
    </SettingsSection>
  )
}
