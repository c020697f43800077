// `npm run prove`: plays the promises and tables for real, prints what came of them, and writes docs/promises.md and
// docs/promises.json. Cases that are not played keep what was last written of them. `--help` says what it can be told.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { severalAtOnce } from '../test/proof/at-once.ts'
import { promisedAmount } from '../test/proof/promises.ts'
import type { ProofCase } from '../test/proof/proof-case.ts'
import { playCase, type Played } from '../test/proof/play-case.ts'
import { readProveOptions } from '../test/proof/prove-options.ts'
import { readRecord, withPlayed, writeRecord } from '../test/proof/record.ts'
import { casesText, promisesText } from '../test/proof/page.ts'

const wish = readProveOptions(process.argv.slice(2))
if ('help' in wish) {
  process.stdout.write(wish.help)
  process.exit(0)
}
if ('problem' in wish) {
  process.stderr.write(`${wish.problem}\n\`npm run prove -- --help\` says what it can be told.\n`)
  process.exit(2)
}
const { cases: asked, amount: wanted, seed, atOnce, asJson, isRecorded } = wish.options
const defects = path.resolve(import.meta.dirname, '..', 'test', 'defects', 'proof')

const played: Played[] = []
let recorded: Promise<void> = Promise.resolve()
// What measures time is played last, with nothing beside it.
await playAll(
  asked.filter(({ isAlone }) => !isAlone),
  atOnce,
)
await playAll(
  asked.filter(({ isAlone }) => isAlone),
  1,
)
await recorded

if (asJson) console.log(JSON.stringify({ seed, played }, undefined, 2))
else console.log(`${promisesText(withPlayed(undefined, played))}\n${casesText(played)}`)
process.exitCode = played.some(({ verdict }) => verdict === 'failed') ? 1 : 0

async function playAll(some: readonly ProofCase[], beside: number): Promise<void> {
  await severalAtOnce(some.length, beside, async index => {
    const one = some[index] as ProofCase
    const amount = amountOf(one)
    const result = await playCase(one, amount, seed)
    played.push(result)
    if (!asJson) process.stderr.write(casesText([result]))
    if (result.verdict === 'failed') await keepDefect(result, amount)
    // Case by case, so that a run that is cut short has told what it saw.
    if (isRecorded)
      recorded = recorded.then(async () => writeRecord(withPlayed(await readRecord(), [result])))
  })
}

function amountOf(one: ProofCase): number {
  if (typeof wanted === 'number') return wanted
  return wanted === 'promised' ? promisedAmount(one) : one[wanted]
}

/** What to run to see it again. */
async function keepDefect(result: Played, amount: number): Promise<void> {
  await mkdir(defects, { recursive: true })
  const again = `npm run prove -- --only ${result.id} --amount ${amount} --seed ${seed}`
  const defect = { why: result.failures, again }
  const file = path.join(defects, `${result.id}-${seed}.json`)
  await writeFile(file, `${JSON.stringify(defect, undefined, 2)}\n`)
}
