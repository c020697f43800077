import { Button, Switch } from '@mantine/core'
import type { CredentialEntry, VaultStatus } from '../../src-shared/desktop-api.ts'
import { credentialName } from '../../src-shared/credential-name.ts'
import { say } from '../../src-shared/said.ts'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { useCredentials } from './use-settings.ts'
import classes from './settings.module.css'

export function CredentialsSection({ settings, shows }: SectionProps) {
  const { credentials, forget, allowFile, retry } = useCredentials()
  const { t } = useWords()
  if (!credentials) return null
  const { vault, entries } = credentials
  const mayNeedFile = vault.backend !== 'keychain' || settings.allowSecretsFile
  return (
    <SettingsSection id="credentials">
      {shows('vault') && (
        <SettingRow id="vault">
          <Backend vault={vault} />
          {(vault.locked || vault.backend === 'memory') && (
            <Button className={classes.below} size="compact-sm" variant="default" onClick={retry}>
              {t('settings.credentials.retry')}
            </Button>
          )}
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
  const { t } = useWords()
  const reason = vault.why && t('settings.credentials.reason', { why: say(vault.why, t) })
  switch (vault.backend) {
    case 'keychain':
      if (vault.locked)
        return (
          <Note tone="bad">
            <strong>
              {t('settings.credentials.locked', { name: say(credentialName(vault.locked), t) })}
            </strong>{' '}
            {t('settings.credentials.reason', { why: say(vault.locked.why, t) })}
          </Note>
        )
      return <Note tone="good">{t('settings.credentials.keychain')}</Note>
    case 'memory':
      return (
        <Note tone="attention">
          <strong>{t('settings.credentials.memory')}</strong> {reason}
        </Note>
      )
    case 'file':
      return (
        <Note tone="bad">
          <strong>{t('settings.credentials.file')}</strong> <code translate="no">{vault.path}</code> {reason}
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
  const { t } = useWords()
  if (entries.length === 0) return <p className={classes.quiet}>{t('settings.credentials.none')}</p>
  return (
    <ul className={classes.list}>
      {entries
        .map(entry => ({ id: entry.id, name: say(credentialName(entry), t) }))
        .map(({ id, name }) => (
          <li key={id} className={classes.listRow}>
            <span className={classes.listName}>{name}</span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('settings.credentials.forgetOne', { name })}
              onClick={() => onForget(id)}
            >
              {t('settings.credentials.forget')}
            </Button>
          </li>
        ))}
    </ul>
  )
}
