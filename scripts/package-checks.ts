// What only a packaged app can show, each check on the app as people start it: from outside, by its files and ports.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { fusesFor } from './fuses.ts'

export type AppUnderCheck = {
  /** What is started, with what comes before the app's own arguments. */
  readonly command: readonly [program: string, ...args: string[]]
  readonly platform: NodeJS.Platform
  /** How long a start or an end may take, in milliseconds, on the slowest machine. */
  readonly patienceMs: number
  /** The `gangway` command that asks for the status. */
  readonly cli: readonly [program: string, ...args: string[]]
}

/** Thrown by a check that the app does not pass; its message is one sentence. */
export class CheckFailed extends Error {}

function insist(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new CheckFailed(sentence)
}

/** E19: every fuse of the binary is as scripts/fuses.ts wants it. */
export async function checkFuses(binary: string, platform: NodeJS.Platform): Promise<void> {
  const wire = await getCurrentFuseWire(binary)
  const wanted = Object.entries(fusesFor(platform))
  for (const [fuse, on] of wanted) {
    const state = wire[Number(fuse) as FuseV1Options]
    const name = FuseV1Options[Number(fuse)] ?? fuse
    insist(
      state === (on ? FuseState.ENABLE : FuseState.DISABLE),
      `The fuse ${name} is not ${on ? 'on' : 'off'}.`,
    )
  }
  insist(Object.keys(wire).length - 1 === wanted.length, 'Electron has a fuse that nobody has decided about.')
}

/** A state directory whose app goes straight to its own gateway, so that there is something to ask. */
async function makeState(): Promise<{
  dir: string
  port: number
  tokenFile: string
  remove: () => Promise<void>
}> {
  const top = await mkdtemp(path.join(os.tmpdir(), 'gangway-check-'))
  const dir = path.join(top, 'state')
  const port = await freePort()
  const token = crypto.randomUUID()
  const tokenFile = path.join(top, 'token')
  await mkdir(dir, { mode: 0o700 })
  await writeFile(tokenFile, token, { mode: 0o600 })
  await writeFile(
    path.join(dir, 'gangway.json5'),
    JSON.stringify({ gateway: { port, auth: { mode: 'token', token } } }),
    { mode: 0o600 },
  )
  const recent = [{ target: { kind: 'local' }, lastOnlineAt: Date.now() }]
  await writeFile(path.join(dir, 'app-state.json'), JSON.stringify({ recent }), { mode: 0o600 })
  return { dir, port, tokenFile, remove: () => rm(top, { recursive: true, force: true, maxRetries: 5 }) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || !address) throw new Error('a listening server has a port')
  return address.port
}

function start(app: AppUnderCheck, stateDir: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const [program, ...args] = app.command
  return spawn(program, [...args, '--state-dir', stateDir], {
    stdio: 'ignore',
    env: { ...process.env, GANGWAY_VAULT: 'memory', ...env },
  })
}

/** Whoever works in a state directory names itself there until its orderly end. */
const ownerFile = (stateDir: string) => path.join(stateDir, 'gangway.lock.json')

/** Asks again and again until it is so, the app has ended, or patience has. */
async function becomes(app: AppUnderCheck, child: ChildProcess, isSo: () => boolean | Promise<boolean>) {
  const until = Date.now() + app.patienceMs
  while (Date.now() < until) {
    if (await isSo()) return true
    if (child.exitCode !== null || child.signalCode !== null) return await isSo()
    await pause(100)
  }
  return false
}

async function ended(app: AppUnderCheck, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true
  const late = new AbortController()
  const end = once(child, 'exit').then(() => true)
  const timeout = pause(app.patienceMs, false, { signal: late.signal }).catch(() => false)
  return await Promise.race([end, timeout]).finally(() => late.abort())
}

async function stop(app: AppUnderCheck, child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await ended(app, child)
}

/** `gangway status --json`, or undefined while nobody answers. */
async function askStatus(
  { cli: [program, ...args] }: AppUnderCheck,
  { port, tokenFile, dir }: { port: number; tokenFile: string; dir: string },
): Promise<{ ok?: boolean } | undefined> {
  const question = ['status', '--json', '--url', `ws://127.0.0.1:${port}`, '--token-file', tokenFile]
  const asked = spawn(program, [...args, ...question, '--state-dir', `${dir}-cli`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GANGWAY_VAULT: 'memory' },
  })
  let said = ''
  asked.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(asked, 'close')
  return asked.exitCode === 0 ? (JSON.parse(said) as { ok?: boolean }) : undefined
}

/**
 * It starts (window and tray come before the core, so a gateway that answers has both behind it), answers
 * `status --json`, lets no second one in, and quits when it is asked to, leaving nothing behind.
 */
export async function checkLife(app: AppUnderCheck): Promise<void> {
  const state = await makeState()
  const child = start(app, state.dir)
  try {
    insist(await becomes(app, child, () => existsSync(ownerFile(state.dir))), 'The app does not start.')
    const answers = async () => (await askStatus(app, state))?.ok === true
    insist(await becomes(app, child, answers), 'The app starts, but `gangway status --json` gets no answer.')

    const second = start(app, state.dir)
    try {
      insist(await ended(app, second), 'A second app in the same state directory stays.')
    } finally {
      await stop(app, second)
    }
    insist(child.exitCode === null, 'The app ends when a second one is started.')

    // Windows has no signal that asks: there, this check ends by force.
    if (app.platform === 'win32') return
    child.kill('SIGTERM')
    insist(await ended(app, child), 'The app does not quit when it is asked to.')
    insist(child.exitCode === 0, `The app quits with code ${child.exitCode ?? child.signalCode}.`)
    insist(!existsSync(ownerFile(state.dir)), 'The app quits without letting its state directory go.')
  } finally {
    await stop(app, child)
    await state.remove()
  }
}

/** The packaged app is the command line too: it answers and ends, without a display. */
export async function checkCommand(app: AppUnderCheck): Promise<void> {
  const [program, ...args] = app.cli
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const asked = spawn(program, [...args, 'hosts', '--json'], { stdio: ['ignore', 'pipe', 'ignore'], env })
  let said = ''
  asked.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  insist(await ended(app, asked), 'The app does not end its command.')
  insist(asked.exitCode === 0 && said.startsWith('{'), '`gangway hosts --json` of the app answers nothing.')
}

/** E19: the environment neither makes a Node of the app nor loads code into it. */
export async function checkHostileEnvironment(app: AppUnderCheck): Promise<void> {
  const state = await makeState()
  const intruder = path.join(path.dirname(state.dir), 'intruder.cjs')
  const trace = path.join(path.dirname(state.dir), 'trace')
  await writeFile(intruder, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, 'was here')`)
  const child = start(app, state.dir, { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require "${intruder}"` })
  try {
    const starts = await becomes(app, child, () => existsSync(ownerFile(state.dir)))
    insist(!existsSync(trace), 'NODE_OPTIONS loads code into the app.')
    insist(starts, 'With ELECTRON_RUN_AS_NODE the app is a Node and no app.')
  } finally {
    await stop(app, child)
    await state.remove()
  }
}

/**
 * E19: with one byte of its archive changed, a copy of the app does not start.
 * @param top the folder that is copied; `archive` and the program of the command lie in it
 */
export async function checkTampering(app: AppUnderCheck, top: string, archive: string): Promise<void> {
  const state = await makeState()
  const copy = path.join(path.dirname(state.dir), path.basename(top))
  const inCopy = (file: string) => path.join(copy, path.relative(top, file))
  await cp(top, copy, { recursive: true, verbatimSymlinks: true })
  const bytes = await readFile(archive)
  // In the entry, which is read at every start.
  const at = bytes.indexOf('gangway:start')
  insist(at !== -1, "The entry's own words are not in the archive.")
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(inCopy(archive), bytes)

  const [program, ...args] = app.command
  const tampered = { ...app, command: [inCopy(program), ...args] as const }
  const child = start(tampered, state.dir)
  try {
    const starts = await becomes(tampered, child, () => existsSync(ownerFile(state.dir)))
    insist(!starts, 'The app starts with a changed archive.')
    insist(child.exitCode !== null || child.signalCode !== null, 'The app with a changed archive hangs.')
  } finally {
    await stop(tampered, child)
    await state.remove()
  }
}
