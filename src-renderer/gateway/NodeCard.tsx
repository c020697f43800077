import type { ReactNode } from 'react'
import { gatewayLink } from '../gateway-link.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { DecisionButtons } from './DecisionButtons.tsx'
import { shortId, type Pairing } from './pairing.ts'
import { holds } from './sections.ts'
import { useAction } from './use-action.ts'
import classes from './gateway.module.css'

type Props = {
  readonly node: Pairing['nodes'][number]
  readonly scopes: readonly string[]
  readonly isSettled: boolean
  readonly onDecided: () => void
}

/** A node, how far it is on the way to being used, and what it may be asked. */
export function NodeCard({ node, scopes, isSettled, onDecided }: Props) {
  const { t } = useWords()
  const { isBusy, error, run } = useAction()
  const { request } = node
  const name = node.displayName ?? shortId(node.nodeId)
  const asksTooMuch = request?.requiredApproveScopes.some(scope => !holds(scopes, scope)) ?? false
  const decide = async (decision: 'approve' | 'reject') => {
    await run(() => gatewayLink.request(`node.pair.${decision}`, { requestId: request?.requestId }))
    onDecided()
  }
  return (
    <li className={classes.card}>
      <h3>
        <bdi translate="no">{name}</bdi>{' '}
        <span className={classes.badge}>
          {t(node.connected ? 'gateway.nodes.connected' : 'gateway.nodes.away')}
        </span>
      </h3>
      <ol className={classes.steps} aria-label={t('gateway.nodes.steps', { name })}>
        <Step isDone={node.paired}>{t('gateway.nodes.stepDevice')}</Step>
        <Step isDone={!request && node.approvedAtMs !== undefined}>{t('gateway.nodes.stepCommands')}</Step>
      </ol>
      <Facts>
        {request && (
          <Fact name={t('gateway.nodes.asksFor')}>
            <Commands commands={request.commands} />
          </Fact>
        )}
        <Fact name={t('gateway.nodes.allowed')}>
          <Commands commands={node.commands} />
        </Fact>
      </Facts>
      {request?.requiredApproveScopes.includes('operator.admin') && (
        <Note tone="attention">{t('gateway.nodes.powerful')}</Note>
      )}
      {asksTooMuch && <Note tone="attention">{t('gateway.devices.tooMuch')}</Note>}
      {error && <ErrorNote error={error} />}
      {request && (
        <DecisionButtons
          approve={{
            label: t('gateway.nodes.approve'),
            name: t('gateway.nodes.approveNamed', { name }),
            isOpen: !asksTooMuch,
          }}
          reject={{ label: t('gateway.devices.reject'), name: t('gateway.devices.rejectNamed', { name }) }}
          isReady={isSettled && !isBusy}
          onDecide={decision => void decide(decision)}
        />
      )}
    </li>
  )
}

function Step({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  return (
    <li data-done={isDone}>
      <Mark shape={isDone ? 'good' : 'waiting'} />
      <span>{children}</span>
    </li>
  )
}

function Commands({ commands }: { commands: readonly string[] }) {
  const { t } = useWords()
  if (commands.length === 0) return <span className={classes.quiet}>{t('gateway.nodes.noCommands')}</span>
  return (
    <ul className={classes.chips}>
      {commands.map(command => (
        <li key={command}>
          <code translate="no">{command}</code>
        </li>
      ))}
    </ul>
  )
}
