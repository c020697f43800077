// The real OpenClaw: installed once into a cache folder, started on loopback with a model server of ours behind it.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../support/free-port.ts'
import { openclawCli, openclawEnv, writeOpenclawConfig, type OpenclawCli } from './openclaw-cli.ts'

export const openclawVersion = '2026.9.6'

const run = promisify(execFile)
const cacheRoot = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache')
const folder = path.join(cacheRoot, 'gangway-interop', openclawVersion)

/** Where its entry script is, once it has been installed. */
export const openclawEntry = path.join(folder, 'node_modules', 'openclaw', 'openclaw.mjs')

/** Installs `openclaw` when the cache does not have it; resolves with the path of its entry script. */
export async function installOpenclaw(): Promise<string> {
  if (existsSync(openclawEntry)) return openclawEntry
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await run(npm, ['install', '--save-exact', '--no-audit', '--no-fund', `openclaw@${openclawVersion}`], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
  return openclawEntry
}

export type RealGateway = {
  readonly port: number
  readonly token: string
  /** Runs the real CLI against this gateway's state; resolves with what it printed and its exit code. */
  readonly cli: OpenclawCli
  /** Ends the process and starts it again on the same port. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
  /** Resident memory of the gateway's process, in bytes (Linux; 0 elsewhere). */
  readonly residentBytes: () => Promise<number>
  readonly pid: () => number | undefined
  /** How long the last start took until it was ready, in ms. */
  readonly readyMs: () => number
}

/** Starts the gateway and waits until `/readyz` says so. `modelUrl` is an OpenAI-compatible base URL. */
export async function startRealGateway(entry: string, home: string, modelUrl: string): Promise<RealGateway> {
  const port = await freePort()
  const token = 'interop-shared-token'
  const config = {
    gateway: { mode: 'local', bind: 'loopback', port, auth: { mode: 'token', token } },
    agents: {
      defaults: {
        workspace: path.join(home, 'workspace'),
        skipBootstrap: true,
        model: { primary: 'local/scripted' },
        heartbeat: { every: '0m' },
      },
    },
    models: {
      mode: 'replace',
      catalogRefresh: { enabled: false },
      providers: {
        local: {
          baseUrl: modelUrl,
          apiKey: 'none',
          api: 'openai-completions',
          models: [{ id: 'scripted', name: 'Scripted', contextWindow: 64_000, maxTokens: 4_000 }],
        },
      },
    },
    update: { checkOnStart: false },
    logging: { file: path.join(home, 'gateway.log') },
  }
  await writeOpenclawConfig(home, config)
  const env = openclawEnv(home)
  let child: ChildProcess | undefined
  let readyMs = 0

  async function start(): Promise<void> {
    const begunAt = Date.now()
    const started = spawn(process.execPath, [entry, 'gateway', 'run'], { env, stdio: 'ignore' })
    child = started
    const deadline = begunAt + 180_000
    while (Date.now() < deadline) {
      if (started.exitCode !== null)
        throw new Error(`The gateway ended with ${started.exitCode} while starting.`)
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        answer => answer.ok,
        () => false,
      )
      if (ready) {
        readyMs = Date.now() - begunAt
        return
      }
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    throw new Error('The gateway was not ready within three minutes.')
  }

  async function stop(): Promise<void> {
    const stopping = child
    child = undefined
    if (!stopping || stopping.exitCode !== null) return
    const ended = once(stopping, 'exit')
    stopping.kill('SIGTERM')
    // A running turn may hold the process for minutes; nothing here is worth waiting for that long.
    const force = setTimeout(() => stopping.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(force)
  }

  await start()
  return {
    port,
    token,
    cli: openclawCli(entry, home),
    async restart() {
      await stop()
      await start()
    },
    close: stop,
    async residentBytes() {
      if (!child?.pid || process.platform !== 'linux') return 0
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
    },
    pid: () => child?.pid,
    readyMs: () => readyMs,
  }
}
