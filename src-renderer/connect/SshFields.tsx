import { Autocomplete, NumberInput, Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { liveSettings } from '../app-state.ts'
import { useLive } from '../live.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { suggestHosts, useHosts, type HostSuggestion } from './use-hosts.ts'
import type { TargetFormState } from './use-target-form.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

/** The host, as any ssh would take it, and behind "Advanced" what hardly ever changes. */
export function SshFields({ form, recent }: { form: TargetFormState; recent: readonly RecentTarget[] }) {
  const { t } = useWords()
  const { values, errors, set, setHost } = form
  const settings = useLive(liveSettings)
  const suggestions = suggestHosts(recent, useHosts())
  const [opened, setOpened] = useState(false)
  const hasPortError =
    errors.gatewayPort !== undefined || errors.localPort !== undefined || errors.identityFile !== undefined
  const summaries = new Map(suggestions.map(({ host, summary }) => [host, summary]))

  return (
    <>
      <Autocomplete
        size="sm"
        label={t('connect.form.host')}
        description={t('connect.form.hostHint')}
        placeholder={t('connect.form.hostExample')}
        value={values.host}
        onChange={setHost}
        data={grouped(suggestions, t)}
        limit={40}
        comboboxProps={{ withinPortal: false }}
        maxDropdownHeight={320}
        error={errors.host && t(`connect.mistakes.${errors.host}`)}
        spellCheck={false}
        autoComplete="off"
        renderOption={({ option }) => (
          <span className={classes.option}>
            <span className={classes.optionHost}>
              <HostDot color={settings?.hosts.find(({ host }) => host === option.value)?.color} />
              <bdi>{option.value}</bdi>
            </span>
            <span className={classes.optionSummary}>{summaries.get(option.value)}</span>
          </span>
        )}
      />
      <details
        className={classes.advanced}
        open={opened || hasPortError}
        onToggle={event => setOpened(event.currentTarget.open)}
      >
        <summary>{t('connect.form.advanced')}</summary>
        <div className={classes.advancedFields}>
          <div className={classes.ports}>
            <NumberInput
              label={t('connect.form.gatewayPort')}
              placeholder={String(defaultGatewayPort)}
              value={values.gatewayPort}
              onChange={port => set({ gatewayPort: typeof port === 'number' ? port : '' })}
              error={errors.gatewayPort && t(`connect.mistakes.${errors.gatewayPort}`)}
            />
            <NumberInput
              label={t('connect.form.localPort')}
              placeholder={t('connect.form.noPort')}
              value={values.localPort}
              onChange={port => set({ localPort: typeof port === 'number' ? port : '' })}
              error={errors.localPort && t(`connect.mistakes.${errors.localPort}`)}
            />
          </div>
          <p className={classes.hint}>{t('connect.form.localPortHint')}</p>
          <TextInput
            label={t('connect.form.identityFile')}
            description={t('connect.form.identityFileHint')}
            placeholder="~/.ssh/id_ed25519"
            value={values.identityFile}
            onChange={event => set({ identityFile: event.currentTarget.value })}
            error={errors.identityFile && t(`connect.mistakes.${errors.identityFile}`)}
            spellCheck={false}
            autoComplete="off"
          />
          <Radio.Group
            label={t('connect.form.engine')}
            value={values.engine}
            onChange={engine => set({ engine: engine === 'system' ? 'system' : 'ssh2' })}
          >
            <div className={classes.radios}>
              <Radio
                value="ssh2"
                label={t('connect.form.builtIn')}
                description={t('connect.form.builtInDetail')}
              />
              <Radio
                value="system"
                label={t('connect.form.systemSsh')}
                description={t('connect.form.systemSshDetail')}
              />
            </div>
          </Radio.Group>
        </div>
      </details>
    </>
  )
}

function grouped(suggestions: readonly HostSuggestion[], t: T) {
  const groups = Map.groupBy(suggestions, ({ group }) => group)
  return [...groups].map(([group, members]) => ({
    group: t(`connect.form.groups.${group}`),
    items: members.map(({ host }) => host),
  }))
}
