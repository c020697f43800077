// What `npm run prove` is told on its command line, and what it says of itself.
import { parseArgs } from 'node:util'
import { wholeNumber } from '../support/script-options.ts'
import { testSeed } from '../support/seeded-random.ts'
import { promises } from './promises.ts'
import type { ProofCase } from './proof-case.ts'
import { cases, casesNamed, unknownNames } from './registry/cases.ts'

export type ProveOptions = {
  /** What is played, in the order of the registry. */
  readonly cases: readonly ProofCase[]
  /** Of each case: as it says itself, or so many. */
  readonly amount: 'usual' | 'promised' | 'full' | number
  readonly seed: number
  readonly atOnce: number
  readonly asJson: boolean
  readonly isRecorded: boolean
}

/** `help`: nothing is played; `problem`: a sentence, and nothing is played either. */
export type ProveWish =
  | { readonly options: ProveOptions }
  | { readonly help: string }
  | { readonly problem: string }

/** The words after `npm run prove --`. Never throws. */
export function readProveOptions(args: readonly string[]): ProveWish {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        promised: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        amount: { type: 'string' },
        seed: { type: 'string' },
        'at-once': { type: 'string' },
        json: { type: 'boolean', default: false },
        'no-record': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { help: proveUsage() }
    const { only, full, promised, amount } = values
    if ([full, promised, amount !== undefined].filter(Boolean).length > 1)
      return { problem: 'Choose one of --promised, --full and --amount.' }
    const given = amount === undefined ? undefined : wholeNumber('--amount', amount, 1)
    return {
      options: {
        cases: only === undefined ? cases : named(only),
        amount: given ?? (full ? 'full' : promised ? 'promised' : 'usual'),
        seed: values.seed === undefined ? testSeed : wholeNumber('--seed', values.seed, 0),
        atOnce: values['at-once'] === undefined ? 2 : wholeNumber('--at-once', values['at-once'], 1),
        asJson: values.json,
        isRecorded: !values['no-record'],
      },
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function named(list: string): readonly ProofCase[] {
  const names = list
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
  if (names.length === 0) throw new Error('--only needs the id of a case or of a promise, like --only P4,F6.')
  const unknown = unknownNames(names)
  if (unknown.length > 0) throw new Error(`There is no case or promise ${unknown.join(', ')}.`)
  return casesNamed(names)
}

function proveUsage(): string {
  const ids = [/^X/, /^P/, /^F/, /^B/, /^[LK]/, /^autossh/].map(letter =>
    cases
      .map(({ id }) => id)
      .filter(id => letter.test(id))
      .join(' '),
  )
  return `npm run prove -- [--only ID[,ID…]] [--promised | --full | --amount N] [--seed N] [--at-once N] [--json] [--no-record]

  --only ID,…   these cases; a promise (${promises[0]?.id} to ${promises.at(-1)?.id}) names all that speak for it
  --promised    as much as the promises name: about three quarters of an hour
  --full        the whole amounts: hours
  --amount N    so many of each case
  --seed N      what is drawn at random; ${testSeed} unless it is given
  --at-once N   so many cases beside each other; 2 unless it is given
  --json        prints JSON alone
  --no-record   leaves docs/promises.md and docs/promises.json as they are

Without options it plays the usual amounts: about a quarter of an hour. It ends with 0 when nothing failed, with 1 when
something did, and with 2 when it was told what it does not understand. docs/promises.md says what each case does:

${ids.map(line => `  ${line}`).join('\n')}
`
}
