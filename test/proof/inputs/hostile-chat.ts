// B7: chat content that would do something, in the built window in a real Chromium: from a history, and as it is written.
import { hostileChat } from '../../support/hostile-chat/cases.ts'
import { showAsStreams, showInHistory } from '../../support/hostile-chat/show.ts'
import { slowestPiece } from '../../support/hostile-chat/parse-pieces.ts'
import { openWindowBench } from '../../support/window-bench.ts'
import type { Measure } from '../proof-case.ts'

/** What parsing the new of a growing message may take of the processor, in milliseconds. */
const mayTakeMs = 50

/** As many of each kind as make up the amount, evenly; those that are written come besides. */
export const showHostileChat: Measure = async ({ amount }) => {
  const all = Object.values(hostileChat).reduce((sum, messages) => sum + messages.length, 0)
  const share = Math.min(1, amount / all)
  const bench = await openWindowBench()
  const failures: string[] = []
  const numbers: Record<string, number> = {}
  let played = 0
  let slowest = 0
  for (const [kind, messages] of Object.entries(hostileChat)) {
    const some = messages.slice(0, Math.ceil(messages.length * share))
    for (const show of [showInHistory, showAsStreams]) {
      const { shown, misdeeds } = await show(bench, some)
      failures.push(...misdeeds.map(misdeed => `${kind}: ${misdeed}`))
      if (shown !== some.length) failures.push(`${kind}: ${shown} of ${some.length} were shown`)
    }
    numbers[kind] = some.length
    played += some.length
    for (const text of some) slowest = Math.max(slowest, slowestPiece(text))
  }
  await bench.close()
  if (slowest > mayTakeMs) failures.push(`a piece took ${Math.round(slowest)} ms to parse`)
  return {
    played,
    passed: failures.length === 0 ? played : 0,
    failures: [...new Set(failures)],
    numbers: { ...numbers, 'slowest piece ms': slowest },
  }
}
