import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { stepTitle, type Ladder } from '../../src-shared/ladder.ts'
import { say } from '../../src-shared/said.ts'
import { sayDuration } from '../../src-shared/time-words.ts'

/** The ladder as lines to paste into an issue or a chat. In English, for whoever is to read them there. */
export function ladderText(name: string, ladder: Ladder): string {
  const width = Math.max(...ladder.map(step => stepTitle(step.id, inEnglish).length))
  const lines = ladder.map(step => {
    const time = step.durationMs === undefined ? '' : sayDuration(step.durationMs, inEnglish)
    const line = `${stepTitle(step.id, inEnglish).padEnd(width)}  ${inEnglish(`ladder.verdicts.${step.verdict}`).padEnd(13)}  ${time.padStart(8)}  ${say(step.note ?? '', inEnglish)}`
    return step.error
      ? `${line.trimEnd()}\n  ${step.error.code}: ${step.error.message}\n  ${step.error.remedy}`
      : line.trimEnd()
  })
  return [`Gangway to ${name}`, ...lines].join('\n')
}
