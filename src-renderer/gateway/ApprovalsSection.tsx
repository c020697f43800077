import { Button, Group } from '@mantine/core'
import { useEffect, useState } from 'react'
import { gatewayLink } from '../gateway-link.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saySpan } from '../../src-shared/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import {
  approvalEvents,
  decisions,
  readApprovals,
  readSettled,
  withNothingHidden,
  type Approval,
  type Decision,
  type Settled,
} from './approvals.ts'
import { useAction } from './use-action.ts'
import { useGatewayData } from './use-gateway-data.ts'
import { useSettled } from './use-settled.ts'
import classes from './gateway.module.css'

const maxShownSettled = 20

/** The commands that wait for a decision. Leaving the page decides nothing. */
export function ApprovalsSection() {
  const { t } = useWords()
  const { value, error, reload } = useGatewayData(readApprovals, approvalEvents)
  const settled = useSettledElsewhere()
  const isSettled = useSettled(value?.map(({ id }) => id).join(' ') ?? '')
  return (
    <div className={classes.stack}>
      {error && <ErrorNote error={error} />}
      {!value && !error && <p className={classes.quiet}>{t('gateway.loading')}</p>}
      {value && (
        <Panel title={t('gateway.approvals.waiting')} tone={value.length > 0 ? 'attention' : 'plain'}>
          {value.length === 0 ? (
            <p className={classes.quiet}>{t('gateway.approvals.none')}</p>
          ) : (
            <ul className={classes.cards}>
              {value.map(approval => (
                <ApprovalCard
                  key={approval.id}
                  approval={approval}
                  isSettled={isSettled}
                  onDecided={reload}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
      {settled.length > 0 && (
        <Panel title={t('gateway.approvals.settled')}>
          <ul className={classes.list}>
            {settled.map(({ id, request, decision, resolvedBy }) => (
              <li key={id} className={classes.row}>
                <code className={classes.rowWords} translate="no">
                  {withNothingHidden(request.command)}
                </code>
                <span className={classes.quiet}>
                  {t('gateway.approvals.outcome', {
                    decision: decision.replace('allow-', ''),
                    by: resolvedBy ?? undefined,
                  })}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

function ApprovalCard({
  approval,
  isSettled,
  onDecided,
}: {
  approval: Approval
  isSettled: boolean
  onDecided: () => void
}) {
  const { t } = useWords()
  const now = useNow(true)
  const { isBusy, error, run } = useAction()
  const { id, request, expiresAtMs } = approval
  const decide = async (decision: Decision) => {
    await run(() => gatewayLink.request('exec.approval.resolve', { id, decision }))
    onDecided()
  }
  return (
    <li className={classes.card}>
      {/* Reachable by keyboard, for it scrolls. */}
      <pre className={classes.command} tabIndex={0} translate="no">
        {withNothingHidden(request.command)}
      </pre>
      {request.warningText && (
        <Note tone="attention">
          <span translate="no">{request.warningText}</span>
        </Note>
      )}
      <Facts>
        <Fact name={t('gateway.approvals.folder')}>
          {request.cwd && <code translate="no">{request.cwd}</code>}
        </Fact>
        <Fact name={t('gateway.approvals.host')}>
          <bdi translate="no">{[request.host, request.nodeId].filter(Boolean).join(' ')}</bdi>
        </Fact>
        <Fact name={t('gateway.approvals.session')}>
          {request.sessionKey && <bdi translate="no">{request.sessionKey}</bdi>}
        </Fact>
        <Fact name={t('gateway.approvals.left')}>{saySpan(expiresAtMs - now, t)}</Fact>
      </Facts>
      {error && <ErrorNote error={error} />}
      <Group gap="xs">
        {decisions
          .filter(decision => !request.unavailableDecisions.includes(decision))
          .map(decision => (
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
    </li>
  )
}

/** The answers given since this was opened, by whom ever; newest first. */
function useSettledElsewhere(): readonly Settled[] {
  const [settled, setSettled] = useState<readonly Settled[]>([])
  useEffect(
    () =>
      gatewayLink.onEvent(({ event, payload }) => {
        const answer = event === 'exec.approval.resolved' ? readSettled(payload) : undefined
        if (answer)
          setSettled(known =>
            [answer, ...known.filter(({ id }) => id !== answer.id)].slice(0, maxShownSettled),
          )
      }),
    [],
  )
  return settled
}
