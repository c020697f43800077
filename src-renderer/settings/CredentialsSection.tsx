import { Button, Switch } from '@mantine/core'
import type { CredentialEntry, VaultStatus } from '../../src-shared/desktop-api.ts'
import { Note } from '../ui/Note.tsx'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { useCredentials } from './use-settings.ts'
import classes from './settings.module.css'

export function CredentialsSection({ settings, shows }: SectionProps) {
  const { credentials, forget, allowFile } = useCredentials()
  if (!credentials) return null
  const { vault, entries } = credentials
  const mayNeedFile = vault.backend !== 'keychain' || settings.allowSecretsFile
  return (
    <SettingsSection id="credentials">
      {shows('vault') && (
        <SettingRow id="vault">
          <Backend vault={vault} />
        </SettingRow>
      )}
      {shows('allowSecretsFile') && mayNeedFile && (
        <SettingRow
          id="allowSecretsFile"
          tone="bad"
          control={
            <Switch
              {...labelledBy('allowSecretsFile')}
              color="red"
              checked={settings.allowSecretsFile}
              onChange={event => allowFile(event.currentTarget.checked)}
            />
          }
        />
      )}
      {shows('stored') && (
        <SettingRow id="stored">
          <Stored entries={entries} onForget={forget} />
        </SettingRow>
      )}
    </SettingsSection>
  )
}

function Backend({ vault }: { vault: VaultStatus }) {
  switch (vault.backend) {
    case 'keychain':
      return <Note tone="good">In this computer’s keychain.</Note>
    case 'memory':
      return (
        <Note tone="attention">
          <strong>In memory only, until Gangway ends.</strong> {vault.why && `The reason: ${vault.why}.`}
        </Note>
      )
    case 'file':
      return (
        <Note tone="bad">
          <strong>In a file that any program running as you can read:</strong> <code>{vault.path}</code>{' '}
          {vault.why && `The reason: ${vault.why}.`}
        </Note>
      )
  }
}

function Stored({
  entries,
  onForget,
}: {
  entries: readonly CredentialEntry[]
  onForget: (id: string) => void
}) {
  if (entries.length === 0) return <p className={classes.quiet}>None.</p>
  return (
    <ul className={classes.list}>
      {entries.map(({ id, label }) => (
        <li key={id} className={classes.listRow}>
          <span className={classes.listName}>{label}</span>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={`Forget: ${label}`}
            onClick={() => onForget(id)}
          >
            Forget
          </Button>
        </li>
      ))}
    </ul>
  )
}
