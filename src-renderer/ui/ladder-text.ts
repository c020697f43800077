import { stepTitle, type Ladder, type Verdict } from '../../src-shared/ladder.ts'
import { sayDuration } from './time-words.ts'

export const verdictWords: Record<Verdict, string> = {
  waiting: 'not yet',
  running: 'running',
  asking: 'waits for you',
  passed: 'passed',
  failed: 'failed',
}

/** The ladder as lines to paste into an issue or a chat. */
export function ladderText(name: string, ladder: Ladder): string {
  const width = Math.max(...ladder.map(step => stepTitle(step.id).length))
  const lines = ladder.map(step => {
    const time = step.durationMs === undefined ? '' : sayDuration(step.durationMs)
    const line = `${stepTitle(step.id).padEnd(width)}  ${verdictWords[step.verdict].padEnd(13)}  ${time.padStart(8)}  ${step.note ?? ''}`
    return step.error
      ? `${line.trimEnd()}\n  ${step.error.code}: ${step.error.message}\n  ${step.error.remedy}`
      : line.trimEnd()
  })
  return [`Gangway to ${name}`, ...lines].join('\n')
}
