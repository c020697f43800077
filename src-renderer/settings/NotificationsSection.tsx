import { Switch } from '@mantine/core'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'

export function NotificationsSection(state: SettingsState) {
  const { settings, change } = state
  return (
    <SettingsSection id="notifications">
      <SettingRow
        id="notifications"
        reset={resetTo(state, 'notifications')}
        control={
          <Switch
            {...labelledBy('notifications')}
            checked={settings.notifications}
            onChange={event => change({ notifications: event.currentTarget.checked })}
          />
        }
      />
    </SettingsSection>
  )
}
