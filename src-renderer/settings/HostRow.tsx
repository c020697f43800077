import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import type { HostSettings } from '../../src-shared/settings.ts'
import { useWords } from '../words.ts'
import classes from './settings.module.css'

type Props = {
  readonly entry: HostSettings
  readonly onChange: (changed: HostSettings) => void
  readonly onRemove: () => void
}

/** One host: what is set for it in a line, and behind that the fields. */
export function HostRow({ entry, onChange, onRemove }: Props) {
  const { t } = useWords()
  const { host, engine, gatewayPort, localPort } = entry
  return (
    <li>
      <details className={classes.host}>
        <summary className={classes.hostSummary}>
          <bdi className={classes.listName}>{host}</bdi>
          <span className={classes.quiet}>
            {t('settings.hosts.summary', {
              engine,
              gatewayPort: String(gatewayPort),
              localPort: localPort === undefined ? undefined : String(localPort),
            })}
          </span>
        </summary>
        <div className={classes.hostFields}>
          <SegmentedControl
            aria-label={t('settings.hosts.engineOf', { host })}
            value={engine}
            onChange={chosen => onChange({ ...entry, engine: chosen })}
            data={[
              { value: 'ssh2', label: t('settings.hosts.builtInEngine') },
              { value: 'system', label: t('settings.hosts.systemEngine') },
            ]}
          />
          <div className={classes.hostPorts}>
            <PortField
              label={t('settings.hosts.gatewayPort')}
              port={gatewayPort}
              placeholder={String(defaultGatewayPort)}
              onPort={port => onChange({ ...entry, gatewayPort: port ?? defaultGatewayPort })}
            />
            <PortField
              label={t('settings.hosts.localPort')}
              port={localPort}
              placeholder={t('settings.hosts.noPort')}
              onPort={port => {
                const { localPort: _, ...rest } = entry
                onChange(port === undefined ? rest : { ...rest, localPort: port })
              }}
            />
          </div>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            onClick={onRemove}
            className={classes.remove}
          >
            {t('settings.hosts.remove', { host })}
          </Button>
        </div>
      </details>
    </li>
  )
}

/** A port that is saved when the field is left or Enter is pressed, not at each digit. */
function PortField({
  label,
  port,
  placeholder,
  onPort,
}: {
  label: string
  port: number | undefined
  placeholder: string
  onPort: (port: number | undefined) => void
}) {
  const { t } = useWords()
  const [typed, setTyped] = useState<number | ''>(port ?? '')
  const valid = typed === '' || (Number.isInteger(typed) && typed >= 1 && typed <= 65_535)
  const save = () => {
    const next = typed === '' ? undefined : typed
    if (valid && next !== port) onPort(next)
  }
  return (
    <NumberInput
      label={label}
      placeholder={placeholder}
      value={typed}
      onChange={value => setTyped(typeof value === 'number' ? value : '')}
      onBlur={save}
      onKeyDown={event => {
        if (event.key === 'Enter') save()
      }}
      error={!valid && t('settings.hosts.portInvalid')}
    />
  )
}
