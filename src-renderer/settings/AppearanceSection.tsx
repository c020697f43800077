import { SegmentedControl } from '@mantine/core'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'

const choices = [
  { value: 'system' as const, label: 'System' },
  { value: 'light' as const, label: 'Light' },
  { value: 'dark' as const, label: 'Dark' },
]

export function AppearanceSection({ settings, change }: SettingsState) {
  return (
    <SettingsSection id="appearance">
      <SettingRow
        id="appearance"
        control={
          <SegmentedControl
            {...labelledBy('appearance')}
            value={settings.appearance}
            onChange={appearance => change({ appearance })}
            data={choices}
          />
        }
      />
    </SettingsSection>
  )
}
