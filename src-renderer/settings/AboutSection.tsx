import type { AppInfo } from '../../src-shared/desktop-api.ts'
import { desktop } from '../desktop.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { SettingsSection } from './SettingsSection.tsx'

const doors: Record<AppInfo['door'], string> = { desktop: 'the desktop app', browser: 'a browser page' }

export function AboutSection({ info }: { info: AppInfo | undefined }) {
  return (
    <SettingsSection
      id="about"
      actions={<CopyButton text={() => desktop.app.diagnostics()} label="Copy diagnostics" />}
    >
      {info && (
        <Facts>
          <Fact name="Version">Gangway {info.version}</Fact>
          <Fact name="Running as">
            {doors[info.door]} on {info.platform}
          </Fact>
          <Fact name="Profile">{info.profile}</Fact>
          <Fact name="Its files">
            <code>{info.stateDir}</code>
          </Fact>
          <Fact name="Log">
            <code>{info.logFile}</code>
          </Fact>
          <Fact name="Device id">
            <code>{info.deviceId}</code>
          </Fact>
          <Fact name="Licence">MIT</Fact>
        </Facts>
      )}
    </SettingsSection>
  )
}
