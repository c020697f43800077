import { Switch } from '@mantine/core'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'

export function StartSection({ settings, change, shows }: SectionProps) {
  return (
    <SettingsSection id="start">
      {shows('connectAtStart') && (
        <SettingRow
          id="connectAtStart"
          control={
            <Switch
              {...labelledBy('connectAtStart')}
              checked={settings.connectAtStart}
              onChange={event => change({ connectAtStart: event.currentTarget.checked })}
            />
          }
        />
      )}
      {shows('startAtLogin') && (
        <SettingRow
          id="startAtLogin"
          control={
            <Switch
              {...labelledBy('startAtLogin')}
              checked={settings.startAtLogin}
              onChange={event => change({ startAtLogin: event.currentTarget.checked })}
            />
          }
        />
      )}
    </SettingsSection>
  )
}
