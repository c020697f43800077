// `npm run bench:gateway [-- --rounds N]`: our gateway beside the real OpenClaw gateway, where test:interop has installed it,
// in one run. Writes docs/bench-gateway.md.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startModelServer } from '../test/support/model-server.ts'
import { readOrLeave, wholeNumber } from '../test/support/script-options.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { closeTestGateways } from '../test/support/test-gateway.ts'
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
import { gatewayDocument, gatewayTable, type Sample } from './support/gateway-report.ts'
import { median } from './support/statistics.ts'

const { rounds, only } = readOrLeave(() => {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
  })
  return { rounds: wholeNumber('--rounds', values.rounds, 1), only: values.only }
})
const clients = 100
const settleMs = 3_000
const document = path.resolve(import.meta.dirname, '..', 'docs', 'bench-gateway.md')

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
  const real = only === 'ours' ? undefined : await startTheirGateway(place('theirs'), model.baseUrl)
  const other = real && (await sample(real, model.baseUrl))
  if (other) theirs.push(other)
  console.error(`OpenClaw: ${JSON.stringify(other)}`)
  // A round takes minutes: what there is by now is there to be read.
  await writeFile(document, gatewayDocument({ ours, theirs, clients }))
}
await closeTestGateways()
await model.close()
await dir.remove()
console.log(`\n${gatewayTable({ ours, theirs, clients })}`)
