// `npm run prove [-- --only P4,F6,B2 --promised --full --amount N --seed N --at-once N --json --no-record]`: plays the
// promises and tables for real, prints what came of them, and writes docs/promises.md and docs/promises.json. Cases that
// are not played keep what was last written of them.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { severalAtOnce } from '../test/proof/at-once.ts'
import { promisedAmount } from '../test/proof/promises.ts'
import type { ProofCase } from '../test/proof/proof-case.ts'
import { casesNamed, cases } from '../test/proof/registry/cases.ts'
import { playCase, type Played } from '../test/proof/play-case.ts'
import { readRecord, withPlayed, writeRecord } from '../test/proof/record.ts'
import { casesText, promisesText } from '../test/proof/page.ts'
import { testSeed } from '../test/support/seeded-random.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    promised: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    amount: { type: 'string' },
    seed: { type: 'string', default: String(testSeed) },
    'at-once': { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const asked = values.only === undefined ? cases : casesNamed(values.only.split(','))
const defects = path.resolve(import.meta.dirname, '..', 'test', 'defects', 'proof')

const played: Played[] = []
let recorded: Promise<void> = Promise.resolve()
// What measures time is played last, with nothing beside it.
await playAll(
  asked.filter(({ isAlone }) => !isAlone),
  Number(values['at-once']),
)
await playAll(
  asked.filter(({ isAlone }) => isAlone),
  1,
)
await recorded

if (values.json) console.log(JSON.stringify({ seed, played }, undefined, 2))
else console.log(`${promisesText(withPlayed(undefined, played))}\n${casesText(played)}`)
process.exitCode = played.some(({ verdict }) => verdict === 'failed') ? 1 : 0

async function playAll(some: readonly ProofCase[], atOnce: number): Promise<void> {
  await severalAtOnce(some.length, atOnce, async index => {
    const one = some[index] as ProofCase
    const amount = amountOf(one)
    const result = await playCase(one, amount, seed)
    played.push(result)
    if (!values.json) process.stderr.write(casesText([result]))
    if (result.verdict === 'failed') await keepDefect(result, amount)
    // Case by case, so that a run that is cut short has told what it saw.
    if (!values['no-record'])
      recorded = recorded.then(async () => writeRecord(withPlayed(await readRecord(), [result])))
  })
}

function amountOf(one: ProofCase): number {
  if (values.amount !== undefined) return Number(values.amount)
  if (values.full) return one.full
  return values.promised ? promisedAmount(one) : one.usual
}

/** What to run to see it again. */
async function keepDefect(result: Played, amount: number): Promise<void> {
  await mkdir(defects, { recursive: true })
  const again = `npm run prove -- --only ${result.id} --amount ${amount} --seed ${seed}`
  const defect = { why: result.failures, again }
  const file = path.join(defects, `${result.id}-${seed}.json`)
  await writeFile(file, `${JSON.stringify(defect, undefined, 2)}\n`)
}
