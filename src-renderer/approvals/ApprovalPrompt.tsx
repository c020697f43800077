import { CloseButton } from '@mantine/core'
import { useState } from 'react'
import type { Approval } from '../../src-shared/approvals.ts'
import { useSettled } from '../gateway/use-settled.ts'
import { pageHref, useRoute } from '../shell/use-route.ts'
import { useWords } from '../words.ts'
import { ApprovalCard } from './ApprovalCard.tsx'
import { CommandText } from './CommandText.tsx'
import { useApprovals } from './use-approvals.ts'
import classes from './approvals.module.css'

/**
 * The command that has waited longest, over whatever page is shown and without taking the keyboard from it. Closing puts
 * it off and decides nothing; it stays in the inbox.
 */
export function ApprovalPrompt() {
  const { t } = useWords()
  const { page, section } = useRoute()
  const { pending, settled } = useApprovals()
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState<Approval>()
  const putAway = (id: string) => setPutOff(known => new Set([...known, id]))
  const waiting = pending?.filter(({ id }) => !putOff.has(id)) ?? []
  const [next] = waiting
  // One that was decided elsewhere stays until it is closed or another one waits: it must not vanish under the eyes.
  const isStill = shown !== undefined && waiting.some(({ id }) => id === shown.id)
  const outcome = settled.find(({ id }) => id === shown?.id)
  if (next && next.id !== shown?.id && !isStill) setShown(next)
  const isSettled = useSettled(shown?.id ?? '')
  const isInbox = page === 'gateway' && section === 'approvals'
  if (!shown || isInbox || putOff.has(shown.id) || (!isStill && !outcome)) return null
  return (
    <aside className={classes.prompt} aria-label={t('gateway.approvals.prompt')}>
      <div className={classes.promptHead}>
        <div role="status">
          <h2>{outcome ? t('gateway.approvals.decided') : t('gateway.approvals.prompt')}</h2>
        </div>
        <CloseButton
          aria-label={outcome ? t('gateway.approvals.close') : t('gateway.approvals.later')}
          title={outcome ? t('gateway.approvals.close') : t('gateway.approvals.later')}
          onClick={() => putAway(shown.id)}
        />
      </div>
      {outcome ? (
        <>
          <CommandText command={shown.request.command} />
          <p>
            {t('gateway.approvals.outcome', {
              decision: outcome.decision.replace('allow-', ''),
              by: outcome.resolvedBy ?? undefined,
            })}
          </p>
        </>
      ) : (
        <ApprovalCard
          key={shown.id}
          approval={shown}
          isSettled={isSettled}
          onDecided={() => putAway(shown.id)}
        />
      )}
      {waiting.length > 1 && (
        <a className={classes.more} href={pageHref('gateway', 'approvals')}>
          {t('gateway.approvals.more', { count: waiting.length - 1 })}
        </a>
      )}
    </aside>
  )
}
