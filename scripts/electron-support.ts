// Electron mends its newest three stable majors, and brings out a new one every eight weeks
// (electronjs.org/docs/latest/tutorial/electron-timelines). An app on an older one gets no more security fixes.
import { z } from 'zod'

/** When each version came out, as `npm view electron time --json` has it; only the first of each major is looked at. */
const Releases = z.record(z.string(), z.string())

const supportedAtOnce = 3
const betweenMajorsMs = 8 * 7 * 24 * 3_600_000

/**
 * The majors that still get fixes on `today` (YYYY-MM-DD), newest first. Majors that came out after the facts were
 * written down are counted by the plan, eight weeks each, so that old facts err on the side of updating. Throws when the
 * data has another shape.
 */
export function supportedMajors(data: unknown, today: string): number[] {
  const firsts = Object.entries(Releases.parse(data))
    .flatMap(([version, at]) => {
      const [, major] = /^(\d+)\.0\.0$/.exec(version) ?? []
      return major === undefined ? [] : [{ major: Number(major), at: Date.parse(at.slice(0, 10)) }]
    })
    .toSorted((one, other) => other.major - one.major)
  const now = Date.parse(today)
  const newest = firsts.find(({ at }) => at <= now)
  if (!newest) throw new Error('no release of Electron is written down for that day')
  const planned = newest === firsts[0] ? Math.floor((now - newest.at) / betweenMajorsMs) : 0
  return Array.from({ length: supportedAtOnce }, (_, age) => newest.major + planned - age)
}

/** A sentence for whoever has to update, or undefined while there is nothing to do. */
export function electronIsOld(version: string, supported: readonly number[]): string | undefined {
  const major = Number(version.split('.')[0])
  if (supported.includes(major) || major > Math.max(...supported)) return undefined
  return `Electron ${version} gets no more fixes; supported are ${supported.join(', ')}. Update it in package.json.`
}
