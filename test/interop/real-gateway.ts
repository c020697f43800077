// The real OpenClaw: installed once into a cache folder, started on loopback with a model server of ours behind it.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export const openclawVersion = '2026.9.6'

const run = promisify(execFile)
const cacheRoot = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache')
const folder = path.join(cacheRoot, 'gangway-interop', openclawVersion)

/** Installs `openclaw` when the cache does not have it; resolves with the path of its entry script. */
export async function installOpenclaw(): Promise<string> {
  const entry = path.join(folder, 'node_modules', 'openclaw', 'openclaw.mjs')
  if (existsSync(entry)) return entry
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await run(npm, ['install', '--save-exact', '--no-audit', '--no-fund', `openclaw@${openclawVersion}`], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
  return entry
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export type RealGateway = {
  readonly port: number
  readonly token: string
  /** Runs the real CLI against this gateway's state; resolves with what it printed and its exit code. */
  readonly cli: (args: readonly string[]) => Promise<{ code: number; stdout: string; stderr: string }>
  /** Ends the process and starts it again on the same port. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
  /** Resident memory of the gateway's process, in bytes (Linux; 0 elsewhere). */
  readonly residentBytes: () => Promise<number>
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
  const configPath = path.join(home, 'openclaw.json')
  await mkdir(home, { recursive: true })
  await writeFile(configPath, JSON.stringify(config, null, 2))
  const env = {
    ...process.env,
    OPENCLAW_STATE_DIR: home,
    OPENCLAW_CONFIG_PATH: configPath,
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    NO_COLOR: '1',
  }
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
    async cli(args) {
      try {
        const { stdout, stderr } = await run(process.execPath, [entry, ...args], { env, timeout: 90_000 })
        return { code: 0, stdout, stderr }
      } catch (error) {
        const failed = error as { code?: number; stdout?: string; stderr?: string }
        return { code: failed.code ?? 1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' }
      }
    },
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
    readyMs: () => readyMs,
  }
}
