import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import type { HostSettings } from '../../src-shared/settings.ts'
import classes from './settings.module.css'

type Props = {
  readonly entry: HostSettings
  readonly onChange: (changed: HostSettings) => void
  readonly onRemove: () => void
}

/** One host: what is set for it in a line, and behind that the fields. */
export function HostRow({ entry, onChange, onRemove }: Props) {
  const engine = entry.engine === 'ssh2' ? 'built-in SSH' : 'the system’s ssh'
  const local = entry.localPort === undefined ? 'no local port' : `local port ${entry.localPort}`
  return (
    <li>
      <details className={classes.host}>
        <summary className={classes.hostSummary}>
          <bdi className={classes.listName}>{entry.host}</bdi>
          <span className={classes.quiet}>
            {engine} · gateway port {entry.gatewayPort} · {local}
          </span>
        </summary>
        <div className={classes.hostFields}>
          <SegmentedControl
            aria-label={`SSH engine for ${entry.host}`}
            value={entry.engine}
            onChange={chosen => onChange({ ...entry, engine: chosen })}
            data={[
              { value: 'ssh2', label: 'Built-in SSH' },
              { value: 'system', label: 'The system’s ssh' },
            ]}
          />
          <div className={classes.hostPorts}>
            <PortField
              label="Gateway port on the host"
              port={entry.gatewayPort}
              placeholder={String(defaultGatewayPort)}
              onPort={port => onChange({ ...entry, gatewayPort: port ?? defaultGatewayPort })}
            />
            <PortField
              label="Port on this computer"
              port={entry.localPort}
              placeholder="none"
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
            Remove {entry.host} from the list
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
      error={!valid && 'A port is a number from 1 to 65535.'}
    />
  )
}
