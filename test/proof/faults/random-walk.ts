// F21: a random walk over the faults of the table, one each second or three, with messages all the while.
import { readdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../src-main/connection/clock.ts'
import { startGateway } from '../../../src-main/gateway/gateway.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { openOutbox } from '../../../src-main/outbox/outbox.ts'
import { targetKey } from '../../../src-shared/connection.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { playFaults, randomWalk } from '../../support/fault-script.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { quietLog, testToken } from '../../support/test-gateway.ts'
import { severalAtOnce } from '../at-once.ts'
import { judgeDeliveries, type Deliveries } from '../outbox/judge-deliveries.ts'
import { readQuestions } from '../outbox/read-questions.ts'
import { percentile, type Measure, type Step } from '../proof-case.ts'
import { at, ethernet, minutes, nothing, openComputer, vpn, wifi, type Computer } from './computer.ts'

/** Walks at once, each on a computer, a server and a gateway of its own. */
const atOnce = 4
const longestWalk = 50
const sessions = ['agent:main:main', 'agent:main:boat', 'agent:main:garden'] as const
/** A person writes so often, and once the walk is over the last of it must be settled by then. */
const writeEachMs = 400
const settledWithinMs = 60_000
const greenWithinMs = 30_000

type Site = Computer & { readonly restartGateway: () => Promise<void>; readonly close: () => Promise<void> }
type Fault = readonly [name: string, weight: number, play: (site: Site, random: SeededRandom) => unknown]

/** What is not of the line alone; each is made good by its own end. F18 is left out where it means minutes of waiting. */
const faults: readonly Fault[] = [
  // F1 to F4: what the script of faults draws for the line.
  ['the line', 10, (site, random) => playFaults(site.proxy, randomWalk(random.below(2 ** 31), 1), pause)],
  ['a bit', 3, (site, random) => flipSoon(site, random)],
  ['sshd’s process', 2, site => site.sshd.killSessions()],
  ['sshd', 1, site => site.sshd.restart()],
  ['the gateway', 2, site => site.restartGateway()],
  [
    'a sleep',
    2,
    (site, random) => sleepFor(site, random.pick([5_000, minutes, 10 * minutes, 480 * minutes])),
  ],
  [
    'a network',
    2,
    (site, random) => moveTo(site, random.pick([wifi, ethernet, vpn, { wlan0: at('192.0.2.9') }])),
  ],
  ['no network', 1, site => beAway(site)],
  ['a resolver', 1, site => loseTheName(site)],
  ['the clock', 1, (site, random) => site.set(random.pick([-60, -1, 1, 60]) * minutes)],
]
const drawn = faults.flatMap(fault => Array.from({ length: fault[1] }, () => fault))

function flipSoon({ proxy }: Site, random: SeededRandom): void {
  const way = random.pick(['up', 'down'] as const)
  proxy.strike({ way, bytes: proxy.bytes(way) + random.below(2_000) }, { kind: 'flip', bit: random.below(8) })
}

function sleepFor(site: Site, ms: number): void {
  site.proxy.loseFlows()
  site.sleep(ms)
}

function moveTo(site: Site, networks: typeof wifi): void {
  site.proxy.loseFlows()
  site.be(networks)
}

async function beAway(site: Site): Promise<void> {
  moveTo(site, nothing)
  await pause(1_000)
  site.be(wifi)
}

async function loseTheName(site: Site): Promise<void> {
  site.hostName.lead('away')
  moveTo(site, ethernet)
  await pause(1_000)
  site.hostName.lead(['127.0.0.1'])
}

type Walked = Deliveries & {
  readonly steps: readonly Step[]
  readonly wrong: readonly string[]
  readonly greenMs: number
}

async function walk(length: number, seed: number): Promise<Walked> {
  const random = seededRandom(seed)
  const dir = await makeTempDir('walk')
  const begin = (port: number) =>
    startGateway({
      config: {},
      port,
      auth: { mode: 'token', token: testToken },
      log: quietLog,
      stateDir: dir.path,
    })
  let gateway = await begin(0)
  const computer = await openComputer({ gateway: { port: gateway.port, token: testToken } })
  const site: Site = {
    ...computer,
    restartGateway: async () => {
      const { port } = gateway
      await gateway.close()
      gateway = await begin(port)
    },
  }
  const { controller, proxy } = site
  const outbox = openOutbox({
    stateDir: site.stateDir,
    connection: controller,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
  })
  const written: { key: string; sessionKey: string }[] = []
  const questions = new Set<string>()
  const open = new Map<string, PromiseWithResolvers<void>>()
  outbox.onChange(({ key, delivery: { phase } }) => {
    if (phase === 'uncertain' || phase === 'failed') questions.add(key)
    if (phase === 'done') questions.delete(key)
    if (phase === 'done' || questions.has(key)) open.get(key)?.resolve()
  })
  const write = (): void => {
    const key = uuidV7(
      Date.now(),
      Uint8Array.from({ length: 10 }, () => random.below(256)),
    )
    const sessionKey = random.pick(sessions)
    written.push({ key, sessionKey })
    open.set(key, Promise.withResolvers())
    outbox.add({
      key,
      gateway: targetKey(site.target),
      sessionKey,
      at: Date.now(),
      text: `message ${written.length}`,
    })
  }
  // A server that limits us is left alone for five minutes; the walk does not wait for that, a person clicks.
  const stopClicking = controller.on({
    state: state => {
      if (state.phase === 'waiting' && state.error.code === 'SERVER_THROTTLING')
        setImmediate(controller.retryNow)
    },
  })
  const writing = setInterval(write, writeEachMs)
  const wrong: string[] = []
  const steps: Step[] = []
  try {
    for (let turn = 0; turn < length; turn += 1) {
      const [what, , play] = random.pick(drawn)
      const startedOn = performance.now()
      await play(site, random)
      steps.push({ what, ok: true, ms: Math.round(performance.now() - startedOn) })
      await pause(1_000 + random.below(2_001))
    }
    clearInterval(writing)
    proxy.pass()
    site.be(wifi)
    const goodOn = performance.now()
    // True at the end: it is green, and what it says is so.
    await site.answered(greenWithinMs).catch((error: unknown) => wrong.push(`the light: ${String(error)}`))
    const greenMs = performance.now() - goodOn
    if (site.asked.length > 0) wrong.push(`somebody was asked ${site.asked.length} times`)
    const late = pause(settledWithinMs, true, { ref: false })
    const settled = Promise.all([...open.values()].map(({ promise }) => promise))
    if ((await Promise.race([settled, late])) === true)
      wrong.push('messages are neither there nor a question')
    const counted = judgeDeliveries(written, await readQuestions(gateway, sessions), questions)
    return { ...counted, steps, wrong, greenMs }
  } finally {
    clearInterval(writing)
    stopClicking()
    outbox.close()
    await site.close()
    await gateway.close()
    await dir.remove()
  }
}

type Handles = { readonly resources: number; readonly files: number }

async function handlesNow(): Promise<Handles> {
  const files = await readdir('/proc/self/fd').catch(() => [])
  return { resources: process.getActiveResourcesInfo().length, files: files.length }
}

/** What closes a moment later is given that moment. */
async function handlesLeft(before: Handles): Promise<Handles> {
  for (let look = 0; ; look += 1) {
    const now = await handlesNow()
    const left = { resources: now.resources - before.resources, files: now.files - before.files }
    if ((left.resources <= 0 && left.files <= 2) || look === 20) return left
    await pause(500)
  }
}

export const walkThroughFaults: Measure = async ({ amount, seed }) => {
  const rejections: string[] = []
  const noteRejection = (why: unknown): void => void rejections.push(String(why))
  process.on('unhandledRejection', noteRejection)
  // One short walk first: what is loaded and opened once for the whole process is no leak.
  await walk(1, seed - 1)
  const before = await handlesNow()
  const length = Math.min(longestWalk, Math.ceil(amount / atOnce))
  const walks = await severalAtOnce(Math.ceil(amount / length), atOnce, turn =>
    walk(Math.min(length, amount - turn * length), seed + turn),
  )
  const left = await handlesLeft(before)
  process.off('unhandledRejection', noteRejection)

  const sum = (count: (one: Walked) => number): number => walks.reduce((all, one) => all + count(one), 0)
  const numbers = {
    sent: sum(one => one.sent),
    delivered: sum(one => one.delivered),
    lost: sum(one => one.lost),
    twice: sum(one => one.twice),
    uncertain: sum(one => one.uncertain),
    outOfOrder: sum(one => one.outOfOrder),
    'unhandled rejections': rejections.length,
    'handles left': Math.max(0, left.resources),
    'files left': Math.max(0, left.files),
    'green at the end p95 ms': Math.round(
      percentile(
        walks.map(one => one.greenMs),
        95,
      ),
    ),
  }
  const failures = [
    ...walks.flatMap(one => one.wrong),
    ...(['lost', 'twice', 'outOfOrder'] as const).flatMap(name =>
      numbers[name] > 0 ? [`${name}: ${numbers[name]}`] : [],
    ),
    ...rejections.map(why => `nobody caught: ${why}`),
    ...(left.resources > 0 || left.files > 2 ? [`left open: ${JSON.stringify(left)}`] : []),
    ...(numbers.sent === 0 ? ['nothing was sent'] : []),
  ].map(failure => `${failure} (seed ${seed})`)
  const steps = walks.flatMap(one => one.steps)
  return { played: steps.length, passed: failures.length === 0 ? steps.length : 0, failures, numbers, steps }
}
