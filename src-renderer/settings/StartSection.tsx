import { Button, Switch } from '@mantine/core'
import { pageHref } from '../shell/use-route.ts'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'

export function StartSection(props: SectionProps) {
  const { t } = useWords()
  return (
    <SettingsSection id="start">
      <StartSettings {...props} />
      {props.shows('welcome') && (
        <SettingRow
          id="welcome"
          control={
            <Button component="a" variant="default" href={pageHref('welcome', 'again')}>
              {t('settings.openWelcome')}
            </Button>
          }
        />
      )}
    </SettingsSection>
  )
}

/** Without the panel around them, for the end of the welcome. */
export function StartSettings({ shows, ...state }: SectionProps) {
  const { settings, change } = state
  return (
    <>
      {shows('connectAtStart') && (
        <SettingRow
          id="connectAtStart"
          reset={resetTo(state, 'connectAtStart')}
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
          reset={resetTo(state, 'startAtLogin')}
          control={
            <Switch
              {...labelledBy('startAtLogin')}
              checked={settings.startAtLogin}
              onChange={event => change({ startAtLogin: event.currentTarget.checked })}
            />
          }
        />
      )}
      {shows('checkForUpdates') && (
        <SettingRow
          id="checkForUpdates"
          reset={resetTo(state, 'checkForUpdates')}
          control={
            <Switch
              {...labelledBy('checkForUpdates')}
              checked={settings.checkForUpdates}
              onChange={event => change({ checkForUpdates: event.currentTarget.checked })}
            />
          }
        />
      )}
    </>
  )
}
