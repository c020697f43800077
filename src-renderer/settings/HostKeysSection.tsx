import { Switch } from '@mantine/core'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'

export function HostKeysSection({ settings, change }: SettingsState) {
  return (
    <SettingsSection id="host-keys">
      <SettingRow
        id="writeUserKnownHosts"
        control={
          <Switch
            {...labelledBy('writeUserKnownHosts')}
            checked={settings.writeUserKnownHosts}
            onChange={event => change({ writeUserKnownHosts: event.currentTarget.checked })}
          />
        }
      />
    </SettingsSection>
  )
}
