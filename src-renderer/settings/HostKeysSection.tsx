import { Button, Switch, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { KeptHostKey } from '../../src-shared/desktop-api.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'
import { tell, tellError } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import classes from './settings.module.css'

export function HostKeysSection({ shows, ...state }: SectionProps) {
  const { settings, change } = state
  return (
    <SettingsSection id="host-keys">
      {shows('writeUserKnownHosts') && (
        <SettingRow
          id="writeUserKnownHosts"
          reset={resetTo(state, 'writeUserKnownHosts')}
          control={
            <Switch
              {...labelledBy('writeUserKnownHosts')}
              checked={settings.writeUserKnownHosts}
              onChange={event => change({ writeUserKnownHosts: event.currentTarget.checked })}
            />
          }
        />
      )}
      {shows('keptKeys') && (
        <SettingRow id="keptKeys">
          <KeptKeys />
        </SettingRow>
      )}
    </SettingsSection>
  )
}

function KeptKeys() {
  const { t } = useWords()
  const { keys, forget, add } = useKeptKeys()
  const [line, setLine] = useState('')
  const [error, setError] = useState<ErrorReport>()
  const [added, setAdded] = useState<KeptHostKey>()
  const nameOf = ({ names }: KeptHostKey) => (names.startsWith('|') ? t('settings.hostKeys.hidden') : names)

  const submit = async () => {
    setAdded(undefined)
    try {
      setAdded(await add(line))
      setError(undefined)
      setLine('')
    } catch (reason) {
      // What was pasted stays, to be mended.
      setError(toErrorReport(reason))
    }
  }
  if (!keys) return null
  return (
    <>
      {keys.length === 0 && <p className={classes.quiet}>{t('settings.hostKeys.none')}</p>}
      <ul className={classes.list}>
        {keys.map(key => (
          <li key={`${key.names} ${key.fingerprint}`} className={classes.listRow}>
            <span className={classes.listWords}>
              <bdi className={classes.listName}>{nameOf(key)}</bdi>
              <code className={classes.quiet}>
                {key.marker === 'revoked' && `${t('settings.hostKeys.revoked')} `}
                {key.type} {key.fingerprint}
              </code>
            </span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('settings.hostKeys.forgetOne', { name: nameOf(key) })}
              onClick={() => forget(key)}
            >
              {t('settings.hostKeys.forget')}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className={classes.addKey}
        onSubmit={event => {
          event.preventDefault()
          if (line.trim() !== '') void submit()
        }}
      >
        <TextInput
          label={t('settings.hostKeys.lineToAdd')}
          description={t('settings.hostKeys.lineDetail')}
          placeholder={t('settings.hostKeys.lineExample')}
          value={line}
          onChange={event => {
            setLine(event.currentTarget.value)
            setError(undefined)
          }}
          spellCheck={false}
          autoComplete="off"
        />
        {error && <ErrorNote error={error} />}
        <p role="status" className={classes.quiet}>
          {added && t('settings.hostKeys.added', { fingerprint: added.fingerprint })}
        </p>
        <Button type="submit" variant="default" disabled={line.trim() === ''}>
          {t('settings.hostKeys.add')}
        </Button>
      </form>
    </>
  )
}

/** The keys as they are now; asked again after what changes them. */
function useKeptKeys() {
  const [keys, setKeys] = useState<readonly KeptHostKey[]>()
  useEffect(() => {
    desktop.hosts.keys().then(setKeys, tellError)
  }, [])
  const refresh = async () => setKeys(await desktop.hosts.keys())
  return {
    keys,
    forget: ({ names, fingerprint }: KeptHostKey) =>
      tell(desktop.hosts.forgetKey({ names, fingerprint }).then(refresh)),
    add: async (line: string) => {
      const key = await desktop.hosts.addKey({ line })
      await refresh()
      return key
    },
  }
}
