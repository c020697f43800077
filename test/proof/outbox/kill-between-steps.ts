// X3: `kill -9` of the process that sends, between each pair of steps of a send and at random moments.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { startGateway } from '../../../src-main/gateway/gateway.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { quietLog, testToken } from '../../support/test-gateway.ts'
import { judgeDeliveries, type Deliveries } from './judge-deliveries.ts'
import type { ChildTask, KillPoint } from './outbox-child.ts'
import { readQuestions } from './read-questions.ts'

const points: readonly KillPoint[] = ['kept', 'marked', 'written', 'answered', 'over', 'whenever']
const sessions = ['agent:main:main', 'agent:main:boat'] as const
const program = path.join(import.meta.dirname, 'outbox-child.ts')

type Kills = { readonly rounds: number; readonly kills: number; readonly endedOtherwise: number }

/** `amount` rounds, with one kill at each point. */
export async function killBetweenSteps({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & Kills> {
  const random = seededRandom(seed)
  const dir = await makeTempDir('outbox-kill')
  const gateway = await startGateway({
    config: {},
    port: 0,
    auth: { mode: 'token', token: testToken },
    log: quietLog,
    stateDir: path.join(dir.path, 'gateway'),
  })
  const about = { url: gateway.url, token: testToken, stateDir: dir.path }
  const written: { key: string; sessionKey: string }[] = []
  const questions = new Set<string>()
  let rounds = 0
  let kills = 0
  let endedOtherwise = 0
  for (let round = 0; round < amount; round += 1) {
    for (const killedWhen of points) {
      const key = uuidV7(
        Date.now(),
        Uint8Array.from({ length: 10 }, () => random.below(256)),
      )
      const message = { key, sessionKey: random.pick(sessions), text: `${killedWhen} ${round}` }
      const end = await run({ ...about, killedWhen, message, afterMs: random.below(60) })
      for (const question of end.questions) questions.add(question)
      // Only what the process has said to be kept is promised.
      if (end.isKept) written.push(message)
      if (end.signal === 'SIGKILL') kills += 1
      else endedOtherwise += 1
    }
    rounds += 1
  }
  const last = await run({ ...about, killedWhen: 'never', afterMs: 0 })
  for (const question of last.questions) questions.add(question)
  const recorded = await readQuestions(gateway, sessions)
  await gateway.close()
  await dir.remove()
  return { ...judgeDeliveries(written, recorded, questions), rounds, kills, endedOtherwise }
}

async function run(task: ChildTask) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { ...process.env, GANGWAY_PROOF: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (signal === null && code !== 0) throw new Error(`the sending process failed:\n${complaints}`)
  const lines = said.split('\n')
  return {
    signal,
    isKept: lines.some(line => line.startsWith('kept ')),
    questions: lines.filter(line => line.startsWith('question ')).map(line => line.slice('question '.length)),
  }
}
