import { targetName } from '../../src-shared/connection.ts'
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
  const name = targetName(test.target, t)
  return (
    <Panel
      title={`Test of ${name}`}
      actions={!test.running && <CopyButton text={ladderText(name, test.ladder)} label="Copy as text" />}
    >
      <p className={classes.verdict} role="status">
        {verdictOf(test)}
      </p>
      {test.error && <ErrorNote error={test.error} />}
      <Ladder ladder={test.ladder} label={`Test of ${name}`} withErrors />
    </Panel>
  )
}

function verdictOf(test: ConnectionTest): string {
  if (test.running) return 'Testing; the connection itself is left alone.'
  if (test.error) return 'The test could not be run.'
  return test.ladder.every(step => step.verdict === 'passed')
    ? 'Every step passed.'
    : 'It stopped at the step marked below.'
}
