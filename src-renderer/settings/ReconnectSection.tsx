import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import { NumberField } from './NumberField.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'

export function ReconnectSection(state: SettingsState) {
  const { settings, change } = state
  return (
    <SettingsSection id="connection">
      <SettingRow
        id="reconnectWithin"
        reset={resetTo(state, 'reconnectWithin')}
        control={
          <NumberField
            {...labelledBy('reconnectWithin')}
            w="8rem"
            value={settings.reconnectWithin}
            min={5}
            max={600}
            onValue={reconnectWithin => change({ reconnectWithin })}
          />
        }
      />
    </SettingsSection>
  )
}
