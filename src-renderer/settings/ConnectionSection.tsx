import { NumberField } from './NumberField.tsx'
import { ProxyRow } from './ProxyRow.tsx'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'

export function ConnectionSection({ shows, ...state }: SectionProps) {
  const { settings, change } = state
  return (
    <SettingsSection id="connection">
      {shows('reconnectWithin') && (
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
      )}
      {shows('proxy') && <ProxyRow {...state} />}
    </SettingsSection>
  )
}
