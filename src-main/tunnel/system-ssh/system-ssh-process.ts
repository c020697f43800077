// One `ssh -W` process and the byte stream through it.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Duplex, type Readable, type Writable } from 'node:stream'
import { promisify } from 'node:util'
import { appError, isAppError, type AppError } from '../../../src-shared/errors.ts'
import { phrase } from '../../../src-shared/said.ts'
import type { SshConfigSource, SshHost } from '../ssh-config/ssh-host.ts'
import { forwardTo, systemSshArguments } from './system-ssh-arguments.ts'
import { explainSystemSsh } from './system-ssh-errors.ts'

const execFileAsync = promisify(execFile)

export type SystemSshChild = {
  /** Settles when the channel is open; rejects with why it is not. */
  readonly opened: Promise<void>
  /** Settles when the process has ended: with the error, or undefined when it ended orderly or by `close`. */
  readonly ended: Promise<AppError | undefined>
  readonly stream: Duplex
  readonly isUp: () => boolean
  readonly close: () => Promise<void>
}

export type SystemSshStart = {
  readonly name: string
  readonly host: SshHost
  readonly config: SshConfigSource
  readonly knownHostsFiles: readonly string[]
  readonly agentSocket: string | undefined
  readonly to: { readonly host: string; readonly port: number }
  /** Bytes or a packet came from the server. */
  readonly onHeard: () => void
  readonly onLine: (line: string) => void
}

const keptLines = 200
const killAfterMs = 1_000
// Those that run now. A process that ends without ceremony takes them along; each also ends when its stdin does.
const running = new Set<ChildProcess>()

export function startSystemSsh(start: SystemSshStart): SystemSshChild {
  const opened = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<AppError | undefined>()
  const stream = new ChildStream(start.onHeard)
  const lines: string[] = []
  const to = forwardTo(start.to.host, start.to.port)
  let child: ChildProcess | undefined
  let isOpen = false
  let isClosing = false
  let isEnded = false

  const finish = (error: AppError | undefined): void => {
    if (isEnded) return
    isEnded = true
    opened.reject(error ?? appError('CONNECTION_LOST', { host: start.name }))
    // The stream must not outlive its process: nobody would ever close it.
    stream.finish(error)
    ended.resolve(error)
  }
  // Whoever only waits for `ended` must not be punished for it. The same for a stream that nobody has taken yet.
  opened.promise.catch(() => undefined)
  stream.on('error', () => undefined)

  const run = async (): Promise<void> => {
    const program = start.config.ssh === null ? undefined : (start.config.ssh ?? 'ssh')
    if (program === undefined) throw appError('SYSTEM_SSH_MISSING', {})
    const args = systemSshArguments({
      name: start.name,
      host: start.host,
      config: start.config,
      knownHostsFiles: start.knownHostsFiles,
      strictHostKeyChecking: start.host.strictHostKeyChecking === 'accept-new' ? 'accept-new' : 'yes',
      knowsFork: await knowsFork(program),
      more: ['-T', '-W', to],
    })
    if (isClosing) return finish(undefined)
    child = spawnSsh(program, args, start.agentSocket)
    const begun = child
    begun.once('error', error => {
      running.delete(begun)
      finish(missingOr(error, start.name))
    })
    const { stdin, stdout, stderr } = begun as ChildProcess & {
      stdin: Writable
      stdout: Readable
      stderr: Readable
    }
    stream.connect(stdin, stdout)
    createInterface({ input: stderr }).on('line', line => {
      if (line.startsWith('debug3: receive packet')) start.onHeard()
      else if (!line.startsWith('debug3:')) {
        lines.push(line)
        if (lines.length > keptLines) lines.shift()
      }
      if (!isOpen && line.includes('open confirm rwindow')) {
        isOpen = true
        opened.resolve()
      }
      start.onLine(line)
    })
    begun.once('exit', code => {
      running.delete(begun)
      if (isClosing) finish(undefined)
      // Stdout and stderr may still hold the last of it; a ProxyCommand that keeps them open is not waited for.
      else waitForEnd(begun, killAfterMs, () => finish(code === 0 ? undefined : explain()))
    })
  }
  const explain = (): AppError => explainSystemSsh(lines, { ...start, to, wasOpen: isOpen })

  const close = async (): Promise<void> => {
    isClosing = true
    if (child && child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      signalGroup(child, 'SIGTERM')
      const stubborn = child
      const limit = setTimeout(() => signalGroup(stubborn, 'SIGKILL'), killAfterMs)
      await ended.promise
      clearTimeout(limit)
    } else if (child) finish(undefined)
    stream.destroy()
  }
  stream.once('close', () => {
    if (!isEnded) void close()
  })

  run().catch((error: unknown) => finish(missingOr(error, start.name)))
  return {
    opened: opened.promise,
    ended: ended.promise,
    stream,
    isUp: () => isOpen && !isEnded && !stream.destroyed,
    close,
  }
}

/** Starts ssh with no terminal to ask on (a jump host's ssh would) and its words in English. */
export function spawnSsh(
  program: string,
  args: readonly string[],
  agentSocket: string | undefined,
): ChildProcess {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that its ProxyCommand ends with it; and no controlling terminal.
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: {
      ...process.env,
      LC_ALL: 'C',
      SSH_ASKPASS_REQUIRE: 'never',
      ...(agentSocket === undefined ? {} : { SSH_AUTH_SOCK: agentSocket }),
    },
  })
  if (running.size === 0) process.once('exit', killAll)
  running.add(child)
  return child
}

/** Whether this ssh has the option ForkAfterAuthentication, which older ones take for a mistake. */
export async function knowsFork(program: string): Promise<boolean> {
  // `ssh -V` writes to stderr: "OpenSSH_9.2p1 …", "OpenSSH_for_Windows_9.5p1, …".
  const { stderr } = await execFileAsync(program, ['-V'], { timeout: 5_000 })
  const [, major = '0', minor = '0'] = /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)/.exec(stderr) ?? []
  return Number(major) > 8 || (Number(major) === 8 && Number(minor) >= 7)
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function killAll(): void {
  for (const child of running) signalGroup(child, 'SIGKILL')
}

function waitForEnd(child: ChildProcess, limitMs: number, then: () => void): void {
  const limit = setTimeout(then, limitMs)
  child.once('close', () => {
    clearTimeout(limit)
    then()
  })
}

function missingOr(error: unknown, host: string): AppError {
  if (isAppError(error)) return error
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return appError('SYSTEM_SSH_MISSING', {}, error)
  return appError('SYSTEM_SSH_FAILED', { host, said: phrase('sshNotStarted') }, error)
}

/** stdin and stdout as one stream, with back-pressure both ways; it closes when the process ends. */
class ChildStream extends Duplex {
  readonly #onHeard: () => void
  #stdin: Writable | undefined
  #stdout: Readable | undefined
  #waiting: (() => void) | undefined

  constructor(onHeard: () => void) {
    super()
    this.#onHeard = onHeard
  }

  connect(stdin: Writable, stdout: Readable): void {
    this.#stdin = stdin
    this.#stdout = stdout
    // A process that has ended breaks its pipe; its `exit` says why.
    stdin.on('error', () => undefined)
    stdout.on('data', (chunk: Buffer) => {
      this.#onHeard()
      if (!this.push(chunk)) stdout.pause()
    })
    stdout.on('end', () => this.push(null))
    this.#waiting?.()
  }

  /** The process has ended: orderly, after what it said is read; or at once, with its error. */
  finish(error: AppError | undefined): void {
    if (error || this.readableEnded || !this.#stdout) this.destroy(error)
    else {
      this.push(null)
      this.once('end', () => this.destroy())
    }
  }

  override _read(): void {
    this.#stdout?.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#stdin) this.#stdin.write(chunk, callback)
    else this.#waiting = () => this.#stdin?.write(chunk, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#stdin?.end()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stdin?.destroy()
    this.#stdout?.destroy()
    callback(error)
  }
}
