import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { HostSettings } from '../../src-shared/settings.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { useWords } from '../words.ts'
import { connectAtStartTo, duplicateHost, moveHost } from './host-list.ts'
import { HostRow } from './HostRow.tsx'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function HostsSection({ settings, change }: SettingsState) {
  const { t } = useWords()
  const { hosts } = settings
  const [host, setHost] = useState('')
  /** Whose settings the next host to add begins with. */
  const [template, setTemplate] = useState<HostSettings>()
  const [removed, setRemoved] = useState<{ entry: HostSettings; at: number }>()
  const field = useRef<HTMLInputElement>(null)
  const name = host.trim()
  const isKnown = hosts.some(entry => entry.host === name)

  const remove = (entry: HostSettings) => {
    setRemoved({ entry, at: hosts.indexOf(entry) })
    change({ hosts: hosts.filter(other => other.host !== entry.host) })
  }
  return (
    <SettingsSection
      id="hosts"
      actions={
        hosts.length > 0 && (
          <CopyButton text={JSON.stringify({ hosts }, null, 2)} label={t('settings.hosts.export')} />
        )
      }
    >
      <SettingRow id="hosts">
        {hosts.length > 0 && (
          <ul className={classes.list}>
            {hosts.map((entry, index) => (
              <HostRow
                key={entry.host}
                entry={entry}
                isFirst={index === 0}
                isLast={index === hosts.length - 1}
                onChange={changed =>
                  change({ hosts: hosts.map(other => (other.host === entry.host ? changed : other)) })
                }
                onConnectAtStart={on => change({ hosts: connectAtStartTo(hosts, entry.host, on) })}
                onMove={by => change({ hosts: moveHost(hosts, entry.host, by) })}
                onDuplicate={() => {
                  setTemplate(entry)
                  setHost(entry.host)
                  field.current?.focus()
                  requestAnimationFrame(() => field.current?.select())
                }}
                onRemove={() => remove(entry)}
              />
            ))}
          </ul>
        )}
        <div role="status">
          {removed && (
            <p className={classes.undo}>
              {t('settings.hosts.removed', { host: removed.entry.host })}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  change({ hosts: hosts.toSpliced(removed.at, 0, removed.entry) })
                  setRemoved(undefined)
                }}
              >
                {t('settings.hosts.undo')}
              </Button>
            </p>
          )}
        </div>
        <form
          className={classes.addHost}
          onSubmit={event => {
            event.preventDefault()
            if (name === '' || isKnown) return
            const added = template ? duplicateHost(template, name) : HostSettings.parse({ host: name })
            change({ hosts: [...hosts, added] })
            setHost('')
            setTemplate(undefined)
          }}
        >
          <TextInput
            ref={field}
            aria-label={t('settings.hosts.hostToAdd')}
            placeholder={t('settings.hosts.hostExample')}
            description={template && t('settings.hosts.withSettingsOf', { host: template.host })}
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
