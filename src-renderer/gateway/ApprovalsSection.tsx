import type { Settled } from '../../src-shared/approvals.ts'
import { AllowedCommands } from '../approvals/AllowedCommands.tsx'
import { ApprovalCard } from '../approvals/ApprovalCard.tsx'
import { ExecRules } from '../approvals/ExecRules.tsx'
import { CommandLine } from '../approvals/CommandText.tsx'
import { useApprovals } from '../approvals/use-approvals.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { holds } from './sections.ts'
import { useSettled } from './use-settled.ts'
import classes from './gateway.module.css'

type Props = { readonly methods: readonly string[]; readonly scopes: readonly string[] }

/** The commands that wait for a decision, those decided lately, those allowed for good, and the rules. Leaving decides nothing. */
export function ApprovalsSection({ methods, scopes }: Props) {
  const { t } = useWords()
  const { pending, settled, error } = useApprovals()
  // OpenClaw's gateway keeps its list elsewhere, and has no rules for nodes.
  const isOurs = methods.includes('exec.allowlist.list')
  const isSettled = useSettled(pending?.map(({ id }) => id).join(' ') ?? '')
  return (
    <div className={classes.stack}>
      {error && <ErrorNote error={error} />}
      {!pending && !error && <p className={classes.quiet}>{t('gateway.loading')}</p>}
      {pending && (
        <Panel title={t('gateway.approvals.waiting')} tone={pending.length > 0 ? 'attention' : 'plain'}>
          {pending.length === 0 ? (
            <p className={classes.quiet}>{t('gateway.approvals.none')}</p>
          ) : (
            <ul className={classes.cards}>
              {pending.map(approval => (
                <li key={approval.id}>
                  <ApprovalCard approval={approval} isSettled={isSettled} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      {settled.length > 0 && <SettledList settled={settled} />}
      {isOurs && <AllowedCommands />}
      {isOurs && holds(scopes, 'operator.admin') && <ExecRules />}
    </div>
  )
}

function SettledList({ settled }: { settled: readonly Settled[] }) {
  const { t } = useWords()
  return (
    <Panel title={t('gateway.approvals.settled')}>
      <ul className={classes.list}>
        {settled.map(({ id, request, decision, resolvedBy }) => (
          <li key={id} className={classes.row}>
            <code className={classes.rowWords} translate="no">
              <CommandLine command={request.command} />
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
  )
}
