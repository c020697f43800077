import { Button, Select, Switch } from '@mantine/core'
import { useEffect, useState } from 'react'
import { targetKey, targetName, type ConnectionTarget } from '../../src-shared/connection.ts'
import { execPolicyModes, type ExecPolicyMode, type NodeHostState } from '../../src-shared/node-host.ts'
import { labelOf } from '../../src-shared/settings.ts'
import { liveConnection, liveNode } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { pageHref } from '../shell/use-route.ts'
import { tell, tellError } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function NodeSection({ shows, ...state }: SectionProps) {
  const { settings, change } = state
  return (
    <SettingsSection id="node">
      {shows('nodeHost') && (
        <SettingRow
          id="nodeHost"
          reset={resetTo(state, 'nodeHost')}
          control={
            <Switch
              {...labelledBy('nodeHost')}
              checked={settings.nodeHost}
              onChange={event => change({ nodeHost: event.currentTarget.checked })}
            />
          }
        >
          <LentTo {...state} />
          <NodeState />
        </SettingRow>
      )}
      {shows('nodePolicy') && <PolicyRow />}
    </SettingsSection>
  )
}

/** Which gateway it is, and the way to lend it to the one that is shown instead. */
function LentTo({ settings, change }: SettingsState) {
  const { t } = useWords()
  const shown = useLive(liveConnection)
  const lent = settings.nodeGateway
  if (!settings.nodeHost || !lent) return null
  const nameOf = (target: ConnectionTarget) => labelOf(settings, target) ?? targetName(target, t)
  const other =
    shown?.phase === 'online' && targetKey(shown.target) !== targetKey(lent) ? shown.target : undefined
  return (
    <div>
      <p className={classes.quiet}>{t('settings.node.lentTo', { name: nameOf(lent) })}</p>
      {other && (
        <Button size="compact-sm" variant="default" onClick={() => change({ nodeGateway: other })}>
          {t('settings.node.lendTo', { name: nameOf(other) })}
        </Button>
      )}
    </div>
  )
}

function PolicyRow() {
  const { t } = useWords()
  const [mode, setMode] = useState<ExecPolicyMode>()
  useEffect(() => {
    desktop.node.policy().then(setMode, tellError)
  }, [])
  const set = async (wanted: ExecPolicyMode) => setMode(await desktop.node.setPolicy({ mode: wanted }))
  return (
    <SettingRow
      id="nodePolicy"
      control={
        <Select
          {...labelledBy('nodePolicy')}
          w="18rem"
          maw="100%"
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          value={mode ?? null}
          onChange={wanted => wanted !== null && tell(set(wanted))}
          data={execPolicyModes
            .toReversed()
            .map(value => ({ value, label: t(`settings.node.policies.${value}`) }))}
        />
      }
    />
  )
}

function NodeState() {
  const { t } = useWords()
  const node = useLive(liveNode)
  if (!node || node.phase === 'off') return null
  if (node.phase === 'failed') return <ErrorNote error={node.error} />
  const isShown = node.connection.phase === 'online'
  return (
    <>
      <NodeLine node={node} />
      {isShown && (
        <Facts>
          <Fact name={t('settings.node.offers')}>
            <code translate="no">{node.commands.join(', ')}</code>
          </Fact>
        </Facts>
      )}
    </>
  )
}

/** Where it stands on its way: a node that is connected but not approved looks like one that works. */
function NodeLine({ node }: { node: Extract<NodeHostState, { phase: 'on' }> }) {
  const { t, rich } = useWords()
  const { connection, approval, running } = node
  const id = node.nodeId.slice(0, 12)
  const page = <a href={pageHref('gateway')}>{t('settings.node.page')}</a>
  const line = (words: React.ReactNode) => (
    <p role="status" className={classes.quiet}>
      {words}
    </p>
  )
  switch (connection.phase) {
    case 'idle':
    case 'closing':
      return line(t('settings.node.idle'))
    case 'opening':
      return line(t('settings.node.opening'))
    case 'needs-you':
      return connection.error.code === 'PAIRING_REQUIRED' ? (
        line(rich('settings.node.pairing', { id, page }))
      ) : (
        <ErrorNote error={connection.error} />
      )
    case 'waiting':
    case 'failed':
      return <ErrorNote error={connection.error} />
    case 'online':
      if (approval === 'waiting') return line(rich('settings.node.waiting', { id, page }))
      if (approval === 'approved') return line(t('settings.node.approved', { id, running }))
      return line(t('settings.node.online', { id }))
  }
}
