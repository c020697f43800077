import { liveLocalPort } from '../app-state.ts'
import { useLive } from '../live.ts'
import { pageHref } from '../shell/use-route.ts'
import { Command } from '../ui/Command.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import classes from './settings.module.css'

export function LocalPortSection() {
  const port = useLive(liveLocalPort)
  return (
    <SettingsSection id="local-port">
      <SettingRow id="localPort">
        {(port === undefined || port.phase === 'off') && (
          <p className={classes.quiet}>
            No port is open. A host gets one in its settings under{' '}
            <a href={pageHref('settings', 'hosts')}>Hosts</a>.
          </p>
        )}
        {port?.phase === 'listening' && (
          <Command command={`ws://127.0.0.1:${port.port}`} label="Address for other programs" />
        )}
        {port?.phase === 'taken' && <ErrorNote error={port.error} />}
      </SettingRow>
    </SettingsSection>
  )
}
