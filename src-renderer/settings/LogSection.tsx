import { Button, Select } from '@mantine/core'
import type { AppInfo } from '../../src-shared/desktop-api.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function LogSection({ info, ...state }: SettingsState & { info: AppInfo | undefined }) {
  const { t } = useWords()
  const { settings, change } = state
  return (
    <SettingsSection id="log">
      <SettingRow
        id="logLevel"
        reset={resetTo(state, 'logLevel')}
        control={
          <Select
            {...labelledBy('logLevel')}
            value={settings.logLevel}
            onChange={logLevel => {
              if (logLevel !== null) change({ logLevel })
            }}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            w="11rem"
            data={(['debug', 'info', 'warn', 'error'] as const).map(value => ({
              value,
              label: t(`settings.logLevels.${value}`),
            }))}
          />
        }
      >
        {info && (
          <Facts>
            <Fact name={t('settings.logFile')}>
              <code>{info.logFile}</code>
            </Fact>
            <Fact name={t('settings.crashFolder')}>
              {info.crashFolder !== undefined && (
                <>
                  <code>{info.crashFolder}</code>
                  <p className={classes.quiet}>{t('settings.crashFolderText')}</p>
                  <Button
                    className={classes.below}
                    size="compact-sm"
                    variant="default"
                    onClick={() => tell(desktop.app.showCrashFolder())}
                  >
                    {t('settings.showCrashFolder')}
                  </Button>
                </>
              )}
            </Fact>
          </Facts>
        )}
      </SettingRow>
    </SettingsSection>
  )
}
