// The proof as people read it: in the terminal and as docs/promises.md.
import type { Played } from './play-case.ts'
import { promises, promiseVerdict, type Promised } from './promises.ts'
import type { ProofRecord } from './record.ts'

type Row = readonly string[]

const verdictWord = {
  met: 'met',
  held: 'held',
  failed: '**FAILED**',
  'not measured': 'not measured',
} as const

/** Where nothing is bold. */
const plainWord = (verdict: keyof typeof verdictWord) => verdictWord[verdict].replaceAll('*', '')

export function writePage(record: ProofRecord): string {
  const { machine, cases } = record
  const days = [...new Set(cases.map(({ at }) => at.slice(0, 10)).filter(Boolean))].sort()
  const seeds = [...new Set(cases.filter(({ at }) => at !== '').map(({ seed }) => seed))]
  const of = (letter: RegExp) => cases.filter(({ id }) => letter.test(id))
  const failed = cases.filter(({ verdict }) => verdict === 'failed')
  return `# What is promised, and what was measured

Written by \`npm run prove\`, last ${days.at(-1) ?? 'never'}${days.length > 1 ? ` (some cases on ${days[0]})` : ''}; seed ${seeds.join(', ')}. ${machine.processors}, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node},
load ${machine.load} at the end. [proof.md](proof.md) says how to do it again; \`promises.json\` holds the same with each step.

- **met**: all was as it should be, in the whole amount: of a promise its own number, of a case what its table asks.
- **held**: all was as it should be, in the smaller amount that is given.
- **FAILED**: something was not; what, stands below the tables.
- **not measured**: nobody has played it. It counts as not met.

## Promises

${table(
  ['', 'Promise', 'Number', 'Verdict', 'Measured'],
  promises.map(one => promiseRow(one, cases)),
)}
## Messages arrive once

${caseTable(of(/^X/))}
## Beyond the tables

${caseTable(of(/^P/))}
## Faults

${caseTable(of(/^F/))}
## Bad inputs

${caseTable(of(/^B/))}
## Load held

${caseTable(of(/^[LK]/))}
${of(/^autossh/).length > 0 ? `## Beside autossh\n\n${caseTable(of(/^autossh/))}` : ''}
## What failed

${failed.length === 0 ? 'Nothing.\n' : failed.map(failureText).join('\n')}
## Case by case

What was played, and how it ended; × says how often.

${cases
  .filter(({ steps = [] }) => steps.length > 0)
  .map(stepsText)
  .join('\n')}`
}

export function promisesText({ cases }: Pick<ProofRecord, 'cases'>): string {
  const spoken = promises.filter(({ needs }) =>
    cases.some(({ id, verdict }) => id in needs && verdict !== 'not measured'),
  )
  return columns(spoken.map(one => promiseRow(one, cases)))
}

export function casesText(cases: readonly Played[]): string {
  const lines = cases.flatMap(one => [
    `${one.id.padEnd(11)} ${plainWord(one.verdict).padEnd(12)} ${amountText(one)}  ${numbersText(one)}  (${one.seconds} s)`,
    ...one.failures.map(failure => `            ${failure}`),
  ])
  return `${lines.join('\n')}\n`
}

function promiseRow(promised: Promised, cases: readonly Played[]): Row {
  const { id, promise, number, needs } = promised
  const own = cases.filter(one => one.id in needs)
  const seen = own.map(one => shortText(one, needs[one.id] ?? 0))
  return [id, promise, number, verdictWord[promiseVerdict(promised, cases)], seen.join(' · ')]
}

function shortText(one: Played, needed: number): string {
  if (one.verdict === 'not measured') return `${one.id} not measured`
  const amount = `${figure(one.passed)} of ${figure(one.played)} ${one.unit}`
  const lacks = one.played < needed ? `, ${figure(needed)} needed` : ''
  return `${one.id} ${amount}${lacks}${one.id.startsWith('P') && numbersText(one) !== '' ? ` (${numbersText(one)})` : ''}`
}

function caseTable(cases: readonly Played[]): string {
  return table(
    ['', 'What is done', 'Expected', 'Seen', 'Of the whole', 'Verdict', 'Numbers'],
    cases.map(one => [
      one.id,
      one.title,
      one.expected,
      one.verdict === 'not measured' ? '–' : `${figure(one.passed)} of ${figure(one.played)} ${one.unit}`,
      one.verdict === 'not measured' ? '–' : share(one),
      verdictWord[one.verdict],
      numbersText(one),
    ]),
  )
}

function share({ played, full }: Played): string {
  return `${Math.min(100, Math.round((100 * played) / full))} %`
}

function amountText({ played, passed, unit, full }: Played): string {
  return `${figure(passed)} of ${figure(played)} ${unit} (whole: ${figure(full)})`
}

function numbersText({ numbers }: Played): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ')
}

function failureText({ id, failures, seed }: Played): string {
  const shown = failures.slice(0, 12).map(failure => `  - ${escaped(failure.slice(0, 300))}`)
  const more = failures.length > shown.length ? [`  - and ${failures.length - shown.length} more`] : []
  return [`- **${id}** (seed ${seed})`, ...shown, ...more, ''].join('\n')
}

function stepsText({ id, expected, steps = [] }: Played): string {
  const seen = new Map<string, { ok: number; not: number }>()
  for (const { what, ok } of steps) {
    const count = seen.get(what) ?? { ok: 0, not: 0 }
    seen.set(what, ok ? { ...count, ok: count.ok + 1 } : { ...count, not: count.not + 1 })
  }
  const lines = [...seen].map(([what, { ok, not }]) => {
    const times = ok + not > 1 ? ` × ${ok + not}` : ''
    return `  - ${not > 0 ? `**NOT** (${not})` : 'ok'}: ${escaped(what)}${times}`
  })
  return [`- **${id}** – ${expected}`, ...lines, ''].join('\n')
}

function table(heading: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map(escaped).join(' | ')} |`
  return `${[line(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`
}

function columns(rows: readonly Row[]): string {
  return rows
    .map(
      ([id = '', , number = '', verdict = '', measured = '']) =>
        `${id.padEnd(4)} ${verdict.replaceAll('*', '').padEnd(12)} ${number}\n     ${measured}`,
    )
    .join('\n')
}

function escaped(text: string): string {
  // What is played is full of links and tags that are to be read, not followed.
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('](', ']\\(').replaceAll(/\s+/g, ' ')
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
