import { Autocomplete, NumberInput, Radio } from '@mantine/core'
import { useState } from 'react'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { suggestHosts, useHosts, type HostSuggestion } from './use-hosts.ts'
import type { TargetFormState } from './use-target-form.ts'
import classes from './connect.module.css'

/** The host, as any ssh would take it, and behind "Advanced" what hardly ever changes. */
export function SshFields({ form, recent }: { form: TargetFormState; recent: readonly RecentTarget[] }) {
  const { values, errors, set, setHost } = form
  const suggestions = suggestHosts(recent, useHosts())
  const [opened, setOpened] = useState(false)
  const hasPortError = errors.gatewayPort !== undefined || errors.localPort !== undefined
  const summaries = new Map(suggestions.map(({ host, summary }) => [host, summary]))

  return (
    <>
      <Autocomplete
        size="sm"
        label="Host"
        description="An alias from ~/.ssh/config, user@host, user@host:port, [v6]:port or ssh://…"
        placeholder="user@host"
        value={values.host}
        onChange={setHost}
        data={grouped(suggestions)}
        limit={40}
        comboboxProps={{ withinPortal: false }}
        maxDropdownHeight={320}
        error={errors.host}
        spellCheck={false}
        autoComplete="off"
        renderOption={({ option }) => (
          <span className={classes.option}>
            <bdi className={classes.optionHost}>{option.value}</bdi>
            <span className={classes.optionSummary}>{summaries.get(option.value)}</span>
          </span>
        )}
      />
      <details
        className={classes.advanced}
        open={opened || hasPortError}
        onToggle={event => setOpened(event.currentTarget.open)}
      >
        <summary>Advanced: ports and SSH engine</summary>
        <div className={classes.advancedFields}>
          <div className={classes.ports}>
            <NumberInput
              label="Gateway port on the host"
              placeholder={String(defaultGatewayPort)}
              value={values.gatewayPort}
              onChange={port => set({ gatewayPort: typeof port === 'number' ? port : '' })}
              error={errors.gatewayPort}
            />
            <NumberInput
              label="Port on this computer"
              placeholder="none"
              value={values.localPort}
              onChange={port => set({ localPort: typeof port === 'number' ? port : '' })}
              error={errors.localPort}
            />
          </div>
          <p className={classes.hint}>
            Chat needs no port here. Open one only for other programs, such as the gateway’s own CLI.
          </p>
          <Radio.Group
            label="SSH engine"
            value={values.engine}
            onChange={engine => set({ engine: engine === 'system' ? 'system' : 'ssh2' })}
          >
            <div className={classes.radios}>
              <Radio value="ssh2" label="Built in" description="Fast, the same everywhere" />
              <Radio
                value="system"
                label="The system’s ssh"
                description="For security keys, PKCS#11, Kerberos, host certificates, ProxyCommand"
              />
            </div>
          </Radio.Group>
        </div>
      </details>
    </>
  )
}

function grouped(suggestions: readonly HostSuggestion[]) {
  const groups = Map.groupBy(suggestions, ({ group }) => group)
  return [...groups].map(([group, members]) => ({ group, items: members.map(({ host }) => host) }))
}
