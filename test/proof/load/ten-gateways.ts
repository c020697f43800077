// L1: fifty gateways saved, ten of them connected at once by the built app, five over a real sshd and five at an address.
// What a person feels meanwhile is measured in the page: how long a key takes until it is painted, and what blocks it.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { nameElsewhere, type ConnectionTarget } from '../../../src-shared/connection.ts'
import { startFarGateway, type FarGateway } from '../../e2e/remote-host.ts'
import { openStandInDoor, type StandInDoor } from '../../e2e/stand-in-door.ts'
import { viewTray } from '../../e2e/tray-view.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { startSshd, type Sshd } from '../../support/sshd.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { percentile, type Measure, type Step } from '../proof-case.ts'
import { watchInputs } from './watch-inputs.ts'

const limits = { startMs: 5_000, inputMs: 100 }
const overEach = 5
const saved = 50
const patienceMs = 60_000

type Site = {
  readonly sshd: Sshd
  readonly proxies: readonly FaultProxy[]
  readonly targets: readonly ConnectionTarget[]
  readonly close: () => Promise<void>
}

/** Ten gateways, each a process of its own. */
async function openSite(): Promise<Site> {
  const sshd = await startSshd({ config: ['MaxStartups 100'] })
  const gateways: FarGateway[] = []
  for (let index = 0; index < 2 * overEach; index += 1) gateways.push(await startFarGateway('open'))
  const proxies = await Promise.all(
    gateways.slice(overEach).map(({ gatewayPort: port }) => startFaultProxy({ host: '127.0.0.1', port })),
  )
  const overSsh = gateways.slice(0, overEach).map(({ gatewayPort }, index): ConnectionTarget => ({
    kind: 'ssh',
    host: `desk-${index}`,
    gatewayPort,
    engine: 'ssh2',
  }))
  const direct = proxies.map(({ port }): ConnectionTarget => ({
    kind: 'direct',
    url: `ws://127.0.0.1:${port}`,
  }))
  return {
    sshd,
    proxies,
    targets: [...overSsh, ...direct],
    close: async () => {
      for (const part of [...proxies, ...gateways]) await part.close()
      await sshd.stop()
    },
  }
}

/** A home in which ten of fifty saved gateways are to be kept. */
async function makeHome({ sshd, targets }: Site) {
  const folder = await makeTempDir('ten-gateways')
  const [stateDir, sshConfig] = [path.join(folder.path, 'state'), path.join(folder.path, 'ssh_config')]
  const known = path.join(folder.path, 'known_hosts')
  await mkdir(stateDir)
  await writeFile(known, `${sshd.hostKeyLine()}\n`)
  const lines = [`UserKnownHostsFile ${known}`, 'IdentityAgent none', 'IdentitiesOnly yes']
  const hosts = targets.flatMap(one => (one.kind === 'ssh' ? [sshd.configText(one.host, lines)] : []))
  await writeFile(sshConfig, hosts.join('\n'))
  const others = Array.from({ length: saved - targets.length }, (_, index) => ({
    target: { kind: 'direct', url: `ws://192.0.2.${index + 1}:18789` },
    label: `Saved ${index + 1}`,
  }))
  const gateways = [
    ...targets.map((target, index) => ({ target, keepConnected: true, label: `Gateway ${index + 1}` })),
    ...others,
  ]
  await writeFile(path.join(stateDir, 'gangway.json5'), JSON.stringify({ app: { gateways } }))
  return { stateDir, sshConfig, remove: folder.remove }
}

export const connectTenGateways: Measure = async ({ amount }) => {
  const site = await openSite()
  const rounds: Round[] = []
  try {
    for (let round = 0; round < amount; round += 1) rounds.push(await playRound(site))
  } finally {
    await site.close()
  }
  const of = (name: keyof Round) => rounds.flatMap(one => one[name])
  const keys = { start: of('keysAtStart'), cut: of('keysWhenCut') }
  const p95 = Math.round(percentile([...keys.start, ...keys.cut], 95))
  const slow = of('startMs').filter(ms => ms > limits.startMs)
  const failures = [
    ...slow.map(ms => `all were connected ${Math.round(ms)} ms after the start, not ${limits.startMs}`),
    ...(p95 <= limits.inputMs ? [] : [`a key was painted after ${p95} ms (p95), not ${limits.inputMs}`]),
  ]
  const steps = rounds.map(({ startMs, backMs }): Step => ({
    what: `ten connected at the start, all cut at once, back after ${Math.round(backMs[0] ?? Number.NaN)} ms`,
    ok: (startMs[0] ?? Infinity) <= limits.startMs,
    ms: Math.round(startMs[0] ?? Number.NaN),
  }))
  return {
    played: rounds.length,
    passed: failures.length === 0 ? rounds.length : rounds.length - slow.length,
    failures,
    numbers: {
      'start to window ms': Math.round(Math.max(...of('windowMs'))),
      'start to all ten ms': Math.round(Math.max(...of('startMs'))),
      'all ten cut to back ms': Math.round(Math.max(...of('backMs'))),
      keys: keys.start.length + keys.cut.length,
      'key to paint p95 ms': p95,
      'key to paint at the start p50 ms': Math.round(percentile(keys.start, 50)),
      'key to paint when cut p50 ms': Math.round(percentile(keys.cut, 50)),
      'longest task in the page ms': Math.round(Math.max(0, ...of('tasks'))),
      'turn to another p50 ms': Math.round(percentile(of('turns'), 50)),
      'turn to another p95 ms': Math.round(percentile(of('turns'), 95)),
    },
    steps,
  }
}

type Round = {
  readonly windowMs: readonly number[]
  readonly startMs: readonly number[]
  readonly backMs: readonly number[]
  readonly keysAtStart: readonly number[]
  readonly keysWhenCut: readonly number[]
  readonly tasks: readonly number[]
  readonly turns: readonly number[]
}

async function playRound(site: Site): Promise<Round> {
  const { sshd, proxies, targets } = site
  const home = await makeHome(site)
  const startedOn = performance.now()
  const door = await openStandInDoor(home)
  const windowMs = performance.now() - startedOn
  try {
    const { page } = door
    const allAtStart = allConnected(door, targets.length).then(() => performance.now() - startedOn)
    const leave = page.getByRole('button', { name: 'Set up later' })
    const atStart = await typeWhile(page, allAtStart, async () => {
      if (await leave.isVisible()) await leave.click()
    })
    await page.keyboard.press('Control+1')
    await page.getByRole('link', { name: 'Chat', exact: true }).click()
    await page.getByRole('textbox', { name: 'Message', exact: true }).click()
    const turns = await turnAround(page, targets)

    const before = { logins: logins(sshd), accepted: proxies.map(({ accepted }) => accepted()) }
    const cutOn = performance.now()
    await sshd.killSessions()
    for (const proxy of proxies) proxy.reset()
    const isBack = () =>
      logins(sshd) - before.logins >= overEach &&
      proxies.every(({ accepted }, index) => accepted() > (before.accepted[index] ?? 0))
    const allBack = until('all ten again', isBack)
      .then(() => allConnected(door, targets.length))
      .then(() => performance.now() - cutOn)
    const back = await typeWhile(page, allBack)
    return {
      windowMs: [windowMs],
      startMs: [atStart.ms],
      backMs: [back.ms],
      keysAtStart: atStart.inputs,
      keysWhenCut: back.inputs,
      tasks: [...atStart.tasks, ...back.tasks],
      turns,
    }
  } finally {
    await door.close()
    await home.remove()
  }
}

function logins({ log }: Sshd): number {
  return log().filter(line => line.includes('Accepted publickey for')).length
}

async function allConnected({ app }: StandInDoor, count: number): Promise<void> {
  await until(`${count} connected`, async () =>
    (await viewTray(app)).headline.startsWith(`${count} of ${count} `),
  )
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${patienceMs} ms`)
    await pause(50)
  }
}

/** Types as a quick person does until that is over, and half a second more. */
async function typeWhile(page: Page, work: Promise<number>, first = async () => undefined as void) {
  const watched = await watchInputs(page)
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  over.catch(() => undefined)
  await first()
  const field = page.getByRole('textbox').or(page.getByRole('combobox')).first()
  await field.click()
  let keys = 0
  for (let left = 10; left > 0; left -= isOver ? 1 : 0) {
    await page.keyboard.press(keys % 20 === 19 ? 'Control+A' : 'abcdefghij'.charAt(keys % 10))
    keys += 1
    await pause(40)
  }
  await field.fill('')
  return { ms: await over, ...(await watched(keys)) }
}

/** Turns to nine of them, twice, by their keys; gives how long each took until it stood in the bar, the second time. */
async function turnAround(page: Page, targets: readonly ConnectionTarget[]): Promise<readonly number[]> {
  const took: number[] = []
  const count = Math.min(9, targets.length)
  for (let turn = 0; turn < 2 * count; turn += 1) {
    const number = 1 + (turn % count)
    const target = targets[number - 1]
    await page.evaluate(() => {
      const note = () => Object.assign(globalThis, { turnedAt: performance.now() })
      addEventListener('keydown', note, { once: true, capture: true })
    })
    await page.keyboard.press(`Control+${number}`)
    const ms = await page.evaluate(untilShown, (target && nameElsewhere(target)) ?? '')
    if (turn >= count) took.push(ms)
  }
  return took
}

/** In the page: milliseconds from the key to the frame in which the bar names that gateway. */
async function untilShown(name: string): Promise<number> {
  const isShown = () =>
    [...document.querySelectorAll('[role="status"]')].some(one => one.textContent?.endsWith(name))
  for (let frames = 0; frames < 600; frames += 1) {
    await new Promise(requestAnimationFrame)
    if (isShown()) return performance.now() - (globalThis as unknown as { turnedAt: number }).turnedAt
  }
  throw new Error(`the bar did not come to name ${name}`)
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
