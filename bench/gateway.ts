// `npm run bench:gateway [-- --rounds N]`: our gateway beside the real OpenClaw gateway, where test:interop has installed it,
// in one run. Writes docs/bench-gateway.md.
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openclawVersion } from '../test/interop/real-gateway.ts'
import { startModelServer } from '../test/support/model-server.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { closeTestGateways } from '../test/support/test-gateway.ts'
import { compare, judge, type Finding, type Want } from './support/finding.ts'
import {
  chatTurnRate,
  firstDeltaMs,
  healthRate,
  historyOffsets,
  historyPageMs,
} from './support/gateway-load.ts'
import {
  bareNodeMs,
  fillHistory,
  startOurGateway,
  startTheirGateway,
  type BenchGateway,
} from './support/gateways.ts'
import { median } from './support/statistics.ts'
import { formatTable } from './support/table.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
})
const rounds = Number(values.rounds)
const clients = 100
const settleMs = 3_000
const document = path.resolve(import.meta.dirname, '..', 'docs', 'bench-gateway.md')

/** Measures by name; history pages are absent where there is no long conversation. */
type Sample = Readonly<Record<string, number>>

/** From a start to an end, everything that is measured of one gateway. */
async function sample(gateway: BenchGateway, modelUrl: string): Promise<Sample> {
  try {
    await new Promise(resolve => setTimeout(resolve, settleMs))
    const idle = gateway.residentMiB()
    const peer = await gateway.connect()
    const health = await healthRate(peer, 2_000)
    const chat = await chatTurnRate(peer, 20)
    const delta = await firstDeltaMs(peer, modelUrl, 20)
    const pages: Record<string, number> = {}
    for (const [place, offset] of gateway.hasHistory ? Object.entries(historyOffsets) : []) {
      pages[place] = await historyPageMs(peer, offset, 20)
    }
    peer.socket.terminate()
    const commands: number[] = []
    const bare: number[] = []
    for (let run = 0; run < 5; run += 1) {
      bare.push(await bareNodeMs())
      commands.push(await gateway.healthCommandMs())
    }
    const crowd: Awaited<ReturnType<BenchGateway['connect']>>[] = []
    while (crowd.length < clients) crowd.push(await gateway.connect())
    const crowded = gateway.residentMiB()
    for (const { socket } of crowd) socket.terminate()
    return {
      ready: gateway.readyMs,
      idle,
      crowded,
      health,
      chat,
      delta,
      ...pages,
      command: median(commands),
      bare: median(bare),
    }
  } finally {
    await gateway.stop()
  }
}

const dir = await makeTempDir('bench-gateway')
const model = await startModelServer()
const filled = path.join(dir.path, 'filled')
await mkdir(filled)
fillHistory(filled)
const ours: Sample[] = []
const theirs: Sample[] = []
for (let round = 0; round < rounds; round += 1) {
  const place = (name: string) => path.join(dir.path, `${name}-${round}`)
  console.error(`round ${round + 1} of ${rounds} …`)
  const own = await sample(await startOurGateway(filled, place('ours'), model.baseUrl), model.baseUrl)
  ours.push(own)
  console.error(`Gangway:  ${JSON.stringify(own)}`)
  const real = values.only === 'ours' ? undefined : await startTheirGateway(place('theirs'), model.baseUrl)
  if (!real) continue
  const other = await sample(real, model.baseUrl)
  theirs.push(other)
  console.error(`OpenClaw: ${JSON.stringify(other)}`)
}
await closeTestGateways()
await model.close()
await dir.remove()

const peer = 'openclaw'
const measured = (samples: readonly Sample[], key: string) => samples.map(one => one[key] ?? Number.NaN)

/** Wants that stand for themselves, whatever the other does. */
function absolute(name: string, key: string, unit: string, atMost: number): Finding {
  return judge({ name, unit, peer, want: { atMost } }, measured(ours, key))
}

function beside(name: string, key: string, unit: string, want?: Want): Finding[] {
  if (theirs.length === 0) return []
  const others = measured(theirs, key)
  const pairs = measured(ours, key).map((own, round) => ({ ours: own, theirs: others[round] ?? Number.NaN }))
  return [compare({ name, unit, peer, ...(want && { want }) }, pairs)]
}

const findings = [
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
  judge({ name: 'node -e 0, for a measure of this computer', unit: 'ms', peer }, measured(ours, 'bare')),
]
const table = formatTable(findings).trimEnd()
console.log(`\n${table}`)
const load = os.loadavg()[0]?.toFixed(1)
await writeFile(
  document,
  `# The gateway, measured

Written by \`npm run bench:gateway\`. Each gateway is started anew in each round, ours and the real one (openclaw ${openclawVersion})
in turns, with the same model server, which answers at once. Figures are medians over the rounds, ratios (×) medians of the
ratios within a round, ours to theirs. Pages hold 100 of 100,000 messages.

${os.cpus().length} processors shared with other work (load ${load} at the end): absolute times are longer than on a quiet one, where
\`node -e 0\` takes 25 to 40 ms. Node ${process.version}, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}.
${theirs.length === 0 ? '\nThe real gateway was not installed, so only ours was measured.\n' : ''}
\`\`\`
${table}
\`\`\`
`,
)
