import { ActionIcon, Button, Select, SegmentedControl, Switch } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopyPlus } from '@tabler/icons-react'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import {
  noticesDeadLinkWithin,
  sshDefaults,
  sshTargetOf,
  type HostSettings,
} from '../../src-shared/settings.ts'
import { KeepSwitch } from '../gateways/KeepSwitch.tsx'
import { HostDot } from '../ui/HostDot.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { ColorSelect } from './ColorSelect.tsx'
import { DirectRoadFields } from './DirectRoadFields.tsx'
import { changeHost } from './host-list.ts'
import { NumberField } from './NumberField.tsx'
import { TextField } from './TextField.tsx'
import classes from './settings.module.css'

type Props = {
  readonly entry: HostSettings
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onChange: (changed: HostSettings) => void
  readonly onConnectAtStart: (on: boolean) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onDuplicate: () => void
  readonly onRemove: () => void
}

/** One host: what is set for it in a line, and behind that the fields. */
export function HostRow(props: Props) {
  const { entry, isFirst, isLast, onConnectAtStart, onMove, onDuplicate, onRemove } = props
  const { t } = useWords()
  const { host, label, engine, gatewayPort, localPort } = entry
  return (
    <li>
      <details className={classes.host}>
        <summary className={classes.hostSummary}>
          <span className={classes.listName}>
            <HostDot color={entry.color} />
            <bdi>{label ?? host}</bdi>
          </span>
          <span className={classes.quiet}>
            {t('settings.hosts.summary', {
              engine,
              gatewayPort: String(gatewayPort),
              localPort: localPort === undefined ? undefined : String(localPort),
            })}
          </span>
        </summary>
        <div className={classes.hostFields}>
          <HostFields {...props} />
          <KeepSwitch target={sshTargetOf(entry)} name={host} />
          <Switch
            label={t('settings.hosts.connectAtStart')}
            checked={entry.connectAtStart ?? false}
            onChange={event => onConnectAtStart(event.currentTarget.checked)}
          />
          <div className={classes.hostButtons}>
            <ActionIcon
              variant="default"
              aria-label={t('settings.hosts.up', { host })}
              disabled={isFirst}
              onClick={() => onMove(-1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('settings.hosts.down', { host })}
              disabled={isLast}
              onClick={() => onMove(1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('settings.hosts.duplicate', { host })}
              onClick={onDuplicate}
            >
              <IconCopyPlus size={16} aria-hidden />
            </ActionIcon>
            <Button size="compact-sm" variant="subtle" color="red" onClick={onRemove}>
              {t('settings.hosts.remove', { host })}
            </Button>
          </div>
        </div>
      </details>
    </li>
  )
}

function HostFields({ entry, onChange }: Pick<Props, 'entry' | 'onChange'>) {
  const { t } = useWords()
  const { host, engine, gatewayPort, localPort, serverAliveInterval, serverAliveCountMax } = entry
  const set = (change: Partial<HostSettings>) => onChange(changeHost(entry, change))
  const portComplaint = t('settings.hosts.portInvalid')
  const choice = entry.strictHostKeyChecking ?? 'follow'
  const saysAlive = serverAliveInterval !== undefined || serverAliveCountMax !== undefined
  return (
    <>
      <SegmentedControl
        aria-label={t('settings.hosts.engineOf', { host })}
        value={engine}
        onChange={chosen => set({ engine: chosen })}
        data={[
          { value: 'ssh2', label: t('settings.hosts.builtInEngine') },
          { value: 'system', label: t('settings.hosts.systemEngine') },
        ]}
      />
      <div className={classes.hostPorts}>
        <NumberField
          label={t('settings.hosts.gatewayPort')}
          placeholder={String(defaultGatewayPort)}
          value={gatewayPort}
          min={1}
          max={65_535}
          complaint={portComplaint}
          optional
          onValue={port => set({ gatewayPort: port ?? defaultGatewayPort })}
        />
        <NumberField
          label={t('settings.hosts.localPort')}
          placeholder={t('settings.hosts.noPort')}
          value={localPort}
          min={1}
          max={65_535}
          complaint={portComplaint}
          optional
          onValue={port => set({ localPort: port })}
        />
        <TextField
          label={t('settings.hosts.label')}
          placeholder={t('settings.hosts.labelExample')}
          value={entry.label}
          maxLength={80}
          onValue={label => set({ label })}
        />
        <ColorSelect color={entry.color} onColor={color => set({ color })} />
        <TextField
          label={t('settings.hosts.identityFile')}
          placeholder={t('settings.hosts.identityFileExample')}
          value={entry.identityFile}
          maxLength={4096}
          onValue={identityFile => set({ identityFile })}
        />
        <DirectRoadFields road={entry.direct} onRoad={direct => set({ direct })} />
        <NumberField
          label={t('settings.hosts.interval')}
          placeholder={t('settings.hosts.asConfigured')}
          value={serverAliveInterval}
          min={1}
          max={300}
          optional
          onValue={seconds => set({ serverAliveInterval: seconds })}
        />
        <NumberField
          label={t('settings.hosts.count')}
          placeholder={t('settings.hosts.asConfigured')}
          value={serverAliveCountMax}
          min={0}
          max={20}
          optional
          onValue={count => set({ serverAliveCountMax: count })}
        />
        <NumberField
          label={t('settings.hosts.timeout')}
          placeholder={t('settings.hosts.asConfigured')}
          value={entry.connectTimeout}
          min={1}
          max={120}
          optional
          onValue={seconds => set({ connectTimeout: seconds })}
        />
        <Select
          label={t('settings.hosts.hostKeys')}
          value={choice}
          onChange={chosen =>
            set({ strictHostKeyChecking: chosen === 'follow' || chosen === null ? undefined : chosen })
          }
          data={(['follow', 'ask', 'yes', 'accept-new'] as const).map(value => ({
            value,
            label: t(`settings.hosts.hostKeyChoices.${value}`),
          }))}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
      </div>
      {saysAlive && (
        <p className={classes.quiet} role="status">
          {t('settings.hosts.deadLink', {
            seconds: noticesDeadLinkWithin(
              serverAliveInterval ?? sshDefaults.serverAliveInterval,
              serverAliveCountMax ?? sshDefaults.serverAliveCountMax,
            ),
          })}
        </p>
      )}
      {choice === 'accept-new' && <Note tone="attention">{t('settings.hosts.acceptNewWarning')}</Note>}
    </>
  )
}
