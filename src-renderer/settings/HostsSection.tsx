import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { HostSettings } from '../../src-shared/settings.ts'
import { useWords } from '../words.ts'
import { HostRow } from './HostRow.tsx'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function HostsSection({ settings, change }: SettingsState) {
  const { t } = useWords()
  const { hosts } = settings
  const [host, setHost] = useState('')
  const name = host.trim()
  const isKnown = hosts.some(entry => entry.host === name)

  return (
    <SettingsSection id="hosts">
      <SettingRow id="hosts">
        {hosts.length > 0 && (
          <ul className={classes.list}>
            {hosts.map(entry => (
              <HostRow
                key={entry.host}
                entry={entry}
                onChange={changed =>
                  change({ hosts: hosts.map(other => (other.host === entry.host ? changed : other)) })
                }
                onRemove={() => change({ hosts: hosts.filter(other => other.host !== entry.host) })}
              />
            ))}
          </ul>
        )}
        <form
          className={classes.addHost}
          onSubmit={event => {
            event.preventDefault()
            if (name === '' || isKnown) return
            change({ hosts: [...hosts, HostSettings.parse({ host: name })] })
            setHost('')
          }}
        >
          <TextInput
            aria-label={t('settings.hosts.hostToAdd')}
            placeholder={t('settings.hosts.hostExample')}
            value={host}
            onChange={event => setHost(event.currentTarget.value)}
            error={isKnown && t('settings.hosts.alreadyListed')}
            spellCheck={false}
            autoComplete="off"
            className={classes.addField}
          />
          <Button type="submit" variant="default" disabled={name === '' || isKnown}>
            {t('settings.hosts.add')}
          </Button>
        </form>
      </SettingRow>
    </SettingsSection>
  )
}
