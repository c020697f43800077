import { nameElsewhere, targetName } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Ladder } from '../ui/Ladder.tsx'
import { ladderText } from '../ui/ladder-text.ts'
import { Panel } from '../ui/Panel.tsx'
import type { ConnectionTest } from './use-test.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

export function TestPanel({ test }: { test: ConnectionTest }) {
  const { t } = useWords()
  const title = t('connect.test.title', { target: nameElsewhere(test.target) })
  return (
    <Panel
      title={title}
      actions={
        !test.running && (
          <CopyButton
            text={ladderText(targetName(test.target, inEnglish), test.ladder)}
            label={t('connect.copyAsText')}
          />
        )
      }
    >
      <p className={classes.verdict} role="status">
        {t(`connect.test.${verdictOf(test)}`)}
      </p>
      {test.error && <ErrorNote error={test.error} />}
      <Ladder ladder={test.ladder} label={title} withErrors />
    </Panel>
  )
}

function verdictOf(test: ConnectionTest) {
  if (test.running) return 'running'
  if (test.error) return 'broken'
  return test.ladder.every(step => step.verdict === 'passed') ? 'passed' : 'stopped'
}
