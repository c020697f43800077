import { Button } from '@mantine/core'
import { toAllowedCommands, type AllowedCommand } from '../../src-shared/approvals.ts'
import { gatewayLink, type GatewayLink } from '../gateway-link.ts'
import { useAction } from '../gateway/use-action.ts'
import { useGatewayData } from '../gateway/use-gateway-data.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { CommandLine } from './CommandText.tsx'
import classes from '../gateway/gateway.module.css'

const changes = ['exec.approval.resolved'] as const
const read = async (link: GatewayLink) => toAllowedCommands(await link.request('exec.allowlist.list', {}))

/** The commands that run without anyone being asked, each as it was shown when it was allowed; any can be taken back. */
export function AllowedCommands() {
  const { t } = useWords()
  const { value, error, reload } = useGatewayData(read, changes)
  if (error) return <ErrorNote error={error} />
  if (!value) return null
  return (
    <Panel title={t('gateway.approvals.allowed')}>
      {value.length === 0 ? (
        <p className={classes.quiet}>{t('gateway.approvals.noneAllowed')}</p>
      ) : (
        <ul className={classes.list}>
          {value.map(entry => (
            <Row key={entry.id} entry={entry} onRemoved={reload} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Row({ entry: { id, command }, onRemoved }: { entry: AllowedCommand; onRemoved: () => void }) {
  const { t } = useWords()
  const { isBusy, error, run } = useAction()
  const remove = async () => {
    await run(() => gatewayLink.request('exec.allowlist.remove', { id }))
    onRemoved()
  }
  return (
    <li className={classes.row}>
      <code className={classes.rowWords} translate="no">
        <CommandLine command={command} />
      </code>
      <Button
        variant="default"
        size="xs"
        disabled={isBusy}
        aria-label={t('gateway.approvals.forgetNamed', { command })}
        onClick={() => void remove()}
      >
        {t('gateway.approvals.forget')}
      </Button>
      {error && <ErrorNote error={error} />}
    </li>
  )
}
