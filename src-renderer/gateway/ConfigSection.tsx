import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { issuesIn, syntaxErrorIn, type Config, type Issue } from './config-draft.ts'
import { DiffView } from './DiffView.tsx'
import { useConfig } from './use-config.ts'
import classes from './gateway.module.css'

/** The configuration as text. What a change does is shown before it is made. */
export function ConfigSection({ gatewayKey }: { gatewayKey: string }) {
  const { t } = useWords()
  const { draft, error, restartPaths, isBusy, save, type, discard, acceptBase } = useConfig(gatewayKey)
  const [isReviewing, setReviewing] = useState(false)
  if (!draft)
    return error ? <ErrorNote error={error} /> : <p className={classes.quiet}>{t('gateway.loading')}</p>
  const { base, typed, overtaken } = draft
  const isTouched = typed !== base.text
  const wrong = isTouched ? syntaxErrorIn(typed) : undefined
  return (
    <div className={classes.stack}>
      {restartPaths && <Note tone="good">{t('gateway.config.saved')}</Note>}
      {restartPaths && restartPaths.length > 0 && (
        <Note tone="attention">{t('gateway.config.restart', { paths: restartPaths.join(', ') })}</Note>
      )}
      {overtaken && (
        <Panel title={t('gateway.config.conflict')} tone="attention">
          <div className={classes.stack}>
            <p>{t('gateway.config.conflictDetail')}</p>
            <DiffView before={overtaken.text} after={base.text} label={t('gateway.config.theirs')} />
            <Group gap="xs">
              <Button variant="default" onClick={acceptBase}>
                {t('gateway.config.understood')}
              </Button>
            </Group>
          </div>
        </Panel>
      )}
      {error && <Refusal error={error} />}
      <Panel title={t('gateway.config.title')}>
        <div className={classes.stack}>
          <p className={classes.quiet}>{t('gateway.config.hint', { path: base.path })}</p>
          <Issues config={base} />
          <Textarea
            label={t('gateway.config.text')}
            classNames={{ input: classes.code ?? '' }}
            value={typed}
            onChange={event => type(event.currentTarget.value)}
            readOnly={isReviewing}
            rows={18}
            spellCheck={false}
            error={wrong && t('gateway.config.syntax', wrong)}
          />
          {isReviewing && isTouched ? (
            <>
              <h3>{t('gateway.config.review')}</h3>
              <DiffView before={base.text} after={typed} label={t('gateway.config.review')} />
              <Group gap="xs">
                <Button
                  disabled={isBusy || overtaken !== undefined}
                  onClick={() => void save().then(() => setReviewing(false))}
                >
                  {t('gateway.config.save')}
                </Button>
                <Button variant="default" onClick={() => setReviewing(false)}>
                  {t('gateway.config.edit')}
                </Button>
              </Group>
            </>
          ) : (
            <Group gap="xs">
              <Button disabled={!isTouched || wrong !== undefined} onClick={() => setReviewing(true)}>
                {t('gateway.config.toReview')}
              </Button>
              <Button variant="default" disabled={!isTouched} onClick={discard}>
                {t('gateway.config.discard')}
              </Button>
            </Group>
          )}
        </div>
      </Panel>
    </div>
  )
}

/** Why nothing was saved: place by place where the gateway says so. */
function Refusal({ error }: { error: ErrorReport }) {
  const { t } = useWords()
  const issues = issuesIn(error)
  if (issues.length === 0) return <ErrorNote error={error} />
  return (
    <Note tone="bad" urgent>
      <strong>{t('gateway.config.refused')}</strong> {t('gateway.config.refusedRemedy')}
      <ul className={classes.issues}>
        {issues.map(issue => (
          <li key={`${issue.path} ${issue.message}`}>
            <IssueWords issue={issue} />
          </li>
        ))}
      </ul>
    </Note>
  )
}

function IssueWords({ issue: { path, message } }: { issue: Issue }) {
  return (
    <span translate="no">
      {path && <code>{path}</code>} {message}
    </span>
  )
}

function Issues({ config }: { config: Config }) {
  const rows = [
    ...config.issues.map(issue => ({ ...issue, tone: 'bad' as const })),
    ...config.warnings.map(issue => ({ ...issue, tone: 'attention' as const })),
  ]
  return rows.map(({ tone, ...issue }) => (
    <Note key={`${tone} ${issue.path} ${issue.message}`} tone={tone}>
      <IssueWords issue={issue} />
    </Note>
  ))
}
