// What the rounds of `npm run bench:gateway` came to: a table, and the document around it.
import os from 'node:os'
import { openclawVersion } from '../../test/interop/real-gateway.ts'
import { compare, judge, type Finding, type Want } from './finding.ts'
import { range } from './statistics.ts'
import { formatTable } from './table.ts'

/** Measures by name; what cannot be measured of a gateway is absent. */
export type Sample = Readonly<Record<string, number>>

type Rounds = {
  readonly ours: readonly Sample[]
  readonly theirs: readonly Sample[]
  readonly clients: number
}

const peer = 'openclaw'
const measured = (samples: readonly Sample[], key: string) => samples.map(one => one[key] ?? Number.NaN)

export function gatewayTable({ ours, theirs, clients }: Rounds): string {
  /** What else the computer does only adds to a figure, so the round counts in which a bare Node started quickest. */
  function absolute(name: string, key: string, unit: string, atMost?: number): Finding {
    const quietest = ours.toSorted((one, other) => (one['bare'] ?? 0) - (other['bare'] ?? 0)).slice(0, 1)
    const want = atMost === undefined ? {} : { want: { atMost } }
    const found = judge({ name, unit, peer, ...want }, measured(quietest, key))
    return { ...found, spread: range(measured(ours, key)) }
  }

  function beside(name: string, key: string, unit: string, want?: Want): Finding[] {
    if (theirs.length === 0) return []
    const own = measured(ours, key)
    const pairs = measured(theirs, key).map((other, round) => ({
      theirs: other,
      ours: own[round] ?? Number.NaN,
    }))
    return [compare({ name, unit, peer, ...(want && { want }) }, pairs)]
  }

  return formatTable([
    absolute('start to ready', 'ready', 'ms', 1_000),
    ...beside('… beside the real one', 'ready', 'ms'),
    absolute('resident memory, idle', 'idle', 'MiB', 120),
    ...beside('… beside the real one', 'idle', 'MiB'),
    absolute(`resident memory with ${clients} clients`, 'crowded', 'MiB', 200),
    ...beside('… beside the real one', 'crowded', 'MiB'),
    ...beside('health round trips', 'health', '/s', { atLeast: 5 }),
    ...beside('chat turns', 'chat', '/s', { atLeast: 5 }),
    absolute('first delta, over the model’s own', 'delta', 'ms', 10),
    ...beside('… beside the real one', 'delta', 'ms'),
    absolute('history page, newest', 'end', 'ms', 20),
    absolute('history page, in the middle', 'middle', 'ms', 20),
    absolute('history page, oldest', 'beginning', 'ms', 20),
    absolute('gangway health, a whole process', 'command', 'ms', 300),
    ...beside('… beside openclaw health', 'command', 'ms'),
    absolute('node -e 0, for a measure of this computer', 'bare', 'ms'),
  ]).trimEnd()
}

/** The whole document, in Markdown. */
export function gatewayDocument(rounds: Rounds): string {
  const load = os.loadavg()[0]?.toFixed(1)
  const isAlone = rounds.theirs.length === 0
  return `# The gateway, measured

Written by \`npm run bench:gateway\`. Each gateway is started anew in each round, ours and the real one (openclaw ${openclawVersion})
in turns, with the same model server, which answers at once. What stands beside the real one are medians over the rounds, and
ratios (×) medians of the ratios within a round, ours to theirs. What stands alone is from the quietest round, by how long
\`node -e 0\` took in it, and the range from all of them. Pages hold 100 of 100,000 messages.

${os.cpus().length} processors shared with other work (load ${load} at the end); on a quiet one \`node -e 0\` takes 25 to 40 ms. Node
${process.version}, rounds: ${rounds.ours.length}, ${new Date().toISOString().slice(0, 10)}.
${isAlone ? '\nThe real gateway was not installed, so only ours was measured.\n' : ''}
\`\`\`
${gatewayTable(rounds)}
\`\`\`
`
}
