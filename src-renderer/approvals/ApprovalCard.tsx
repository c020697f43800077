import { Button, Group } from '@mantine/core'
import { offered, type Approval, type Decision } from '../../src-shared/approvals.ts'
import { commandLine } from '../../src-shared/command-line.ts'
import { saySpan } from '../../src-shared/time-words.ts'
import { gatewayLink } from '../gateway-link.ts'
import { useAction } from '../gateway/use-action.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { CommandLine, CommandText } from './CommandText.tsx'
import { reloadApprovals } from './use-approvals.ts'
import classes from './approvals.module.css'

type Props = {
  readonly approval: Approval
  /** Whether what is shown has stood still long enough for a click to mean it. */
  readonly isSettled: boolean
  /** The answer given here has arrived. */
  readonly onDecided?: (() => void) | undefined
}

/** One command with all that it would do, and the answers. Going away decides nothing. */
export function ApprovalCard({ approval, isSettled, onDecided }: Props) {
  const { t } = useWords()
  const now = useNow(true)
  const { isBusy, error, run } = useAction()
  const { id, request, expiresAtMs } = approval
  const decide = async (decision: Decision) => {
    const isDone = await run(() => gatewayLink.request('exec.approval.resolve', { id, decision }))
    if (isDone) onDecided?.()
    reloadApprovals()
  }
  const always = request.host !== 'node' && offered(request).includes('allow-always') ? alwaysOf(request) : ''
  return (
    <div className={classes.card}>
      <CommandText command={request.command} />
      {request.warningText && (
        <Note tone="attention">
          <span translate="no">{request.warningText}</span>
        </Note>
      )}
      <Facts>
        <Fact name={t('gateway.approvals.folder')}>
          {request.cwd && (
            <code translate="no">
              <CommandLine command={request.cwd} />
            </code>
          )}
        </Fact>
        <Fact name={t('gateway.approvals.host')}>
          <bdi translate="no">{[request.host, request.nodeId].filter(Boolean).join(' ')}</bdi>
        </Fact>
        <Fact name={t('gateway.approvals.askedBy')}>
          {request.requestedBy && <bdi translate="no">{request.requestedBy}</bdi>}
        </Fact>
        <Fact name={t('gateway.approvals.agent')}>
          {request.agentId && <bdi translate="no">{request.agentId}</bdi>}
        </Fact>
        <Fact name={t('gateway.approvals.session')}>
          {request.sessionKey && <bdi translate="no">{request.sessionKey}</bdi>}
        </Fact>
        <Fact name={t('gateway.approvals.run')}>
          {request.runId && <code translate="no">{request.runId}</code>}
        </Fact>
        <Fact name={t('gateway.approvals.call')}>
          {request.toolCallId && <code translate="no">{request.toolCallId}</code>}
        </Fact>
        <Fact name={t('gateway.approvals.always')}>
          {always !== '' && (
            <code translate="no">
              <CommandLine command={always} />
            </code>
          )}
        </Fact>
        <Fact name={t('gateway.approvals.left')}>{saySpan(Math.max(0, expiresAtMs - now), t)}</Fact>
      </Facts>
      {error && <ErrorNote error={error} />}
      <Group gap="xs" className={classes.decide}>
        {offered(request).map(decision => (
          <Button
            key={decision}
            variant={decision === 'allow-once' ? 'filled' : 'default'}
            disabled={!isSettled || isBusy || now >= expiresAtMs}
            onClick={() => void decide(decision)}
          >
            {t(`gateway.approvals.${decision}`)}
          </Button>
        ))}
      </Group>
    </div>
  )
}

/** What "always" would be kept for: the very program that was found, with exactly these arguments. */
function alwaysOf({ commandArgv, resolvedPath }: Approval['request']): string {
  if (!commandArgv || !resolvedPath) return ''
  return commandLine([resolvedPath, ...commandArgv.slice(1)])
}
