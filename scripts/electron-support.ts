// Electron supports its newest three majors; an app on an older one gets no more security fixes.
import { z } from 'zod'

/** What https://endoflife.date/api/electron.json holds, as far as it matters here. */
const Cycles = z.array(z.object({ cycle: z.string(), eol: z.union([z.boolean(), z.iso.date()]) }))

/** The majors that still get fixes on `today` (YYYY-MM-DD). Throws when the data has another shape. */
export function supportedMajors(data: unknown, today: string): number[] {
  return Cycles.parse(data)
    .filter(({ eol }) => (typeof eol === 'string' ? eol > today : !eol))
    .map(({ cycle }) => Number(cycle))
    .sort((a, b) => b - a)
}

/** A sentence for whoever has to update, or undefined while there is nothing to do. */
export function electronIsOld(version: string, supported: readonly number[]): string | undefined {
  const major = Number(version.split('.')[0])
  if (supported.includes(major) || major > Math.max(...supported)) return undefined
  return `Electron ${version} gets no more fixes; supported are ${supported.join(', ')}. Update it in package.json.`
}
