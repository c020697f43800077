// Recovery beside autossh, in the same run: `npm run bench -- --only recovery`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'
import type { Measure } from '../proof-case.ts'

const bench = path.resolve(import.meta.dirname, '../../../bench/run.ts')

const Report = z.object({
  findings: z.array(
    z.object({ name: z.string(), ours: z.number(), theirs: z.number(), got: z.number(), met: z.boolean() }),
  ),
})

/** `amount` rounds of each breakage. */
export const recoverBesideAutossh: Measure = async ({ amount }) => {
  const child = spawn(process.execPath, [bench, '--only', 'recovery', '--rounds', String(amount), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  await once(child, 'close')
  const { findings } = Report.parse(JSON.parse(text))
  const failures = findings
    .filter(({ got }) => got >= 1)
    .map(({ name, got }) => `${name}: ${got.toFixed(2)} times as long as autossh`)
  const numbers = Object.fromEntries(findings.map(({ name, got }) => [`${name}: × autossh`, got]))
  return {
    played: amount,
    passed: failures.length === 0 ? amount : 0,
    failures,
    numbers,
    steps: findings.map(({ name, ours, theirs, got }) => ({
      what: `${name}: ${Math.round(ours)} ms, autossh ${Math.round(theirs)} ms`,
      ok: got < 1,
      ms: Math.round(ours),
    })),
  }
}
