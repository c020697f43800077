import type { AppInfo } from '../../src-shared/desktop-api.ts'
import { desktop } from '../desktop.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { useWords } from '../words.ts'
import { SettingsSection } from './SettingsSection.tsx'

export function AboutSection({ info }: { info: AppInfo | undefined }) {
  const { t } = useWords()
  return (
    <SettingsSection
      id="about"
      actions={
        <CopyButton text={() => desktop.app.diagnostics()} label={t('settings.about.copyDiagnostics')} />
      }
    >
      {info && (
        <Facts>
          <Fact name={t('settings.about.version')}>
            <span translate="no">Gangway {info.version}</span>
          </Fact>
          <Fact name={t('settings.about.runningAs')}>
            {t('settings.about.door', { door: info.door, platform: info.platform })}
          </Fact>
          <Fact name={t('settings.about.profile')}>
            <code>{info.profile}</code>
          </Fact>
          <Fact name={t('settings.about.files')}>
            <code>{info.stateDir}</code>
          </Fact>
          <Fact name={t('settings.about.log')}>
            <code>{info.logFile}</code>
          </Fact>
          <Fact name={t('settings.about.deviceId')}>
            <code>{info.deviceId}</code>
          </Fact>
          <Fact name={t('settings.about.licence')}>
            <span translate="no">MIT</span>
          </Fact>
        </Facts>
      )}
    </SettingsSection>
  )
}
