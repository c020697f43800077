// B10: links, command lines, pastes and drags that somebody else may have made.
import { readDeepLink } from '../../../src-main/desktop/deep-link.ts'
import { commandLines, refusedLines } from '../../support/hostile-starts/command-lines.ts'
import {
  dragOnto,
  dragPlaces,
  pasteEverything,
  type Tried,
} from '../../support/hostile-starts/drags-and-pastes.ts'
import { judgeStart } from '../../support/hostile-starts/judge-start.ts'
import { malformedLinks } from '../../support/hostile-starts/links.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { openWindowBench } from '../../support/window-bench.ts'
import type { Measure } from '../proof-case.ts'

/** So many of each kind does the table ask for. */
const eachKind = 100

/** All of them, whatever the amount. */
export const tryHostileStarts: Measure = async () => {
  const links = malformedLinks.filter(link => readDeepLink(link) !== undefined)
  const opened = commandLines.filter(line => judgeStart(line) !== 'window')
  const accepted = refusedLines.filter(line => judgeStart(line) !== 'refused')
  const dir = await makeTempDir('drags')
  const bench = await openWindowBench()
  const drags: Tried[] = []
  for (const place of dragPlaces) drags.push(await dragOnto(bench, place, dir.path))
  const pastes = await pasteEverything(bench)
  await bench.close()
  await dir.remove()
  const kinds = {
    links: malformedLinks.length,
    'command lines': commandLines.length + refusedLines.length,
    pastes: pastes.tried,
    drags: drags.reduce((sum, { tried }) => sum + tried, 0),
  }
  const failures = [
    ...links.map(link => `a link led somewhere: ${link}`),
    ...opened.map(line => `a command line was more than a window: ${line.join(' ')}`),
    ...accepted.map(line => `a command line was not refused: ${line.join(' ')}`),
    ...drags.flatMap(({ misdeeds }) => misdeeds),
    ...pastes.misdeeds,
    ...Object.entries(kinds)
      .filter(([, count]) => count < eachKind)
      .map(([kind, count]) => `only ${count} ${kind}`),
  ]
  const played = Object.values(kinds).reduce((sum, count) => sum + count, 0)
  return { played, passed: Math.max(0, played - failures.length), failures, numbers: kinds }
}
