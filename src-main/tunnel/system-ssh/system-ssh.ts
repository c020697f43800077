// The second engine: the system's own ssh, one `ssh -W host:port` process a channel. It brings what ssh2 lacks: FIDO
// keys, PKCS#11, GSSAPI, host certificates, any ProxyCommand, post-quantum key exchange.
import type { Duplex } from 'node:stream'
import { appError, isAppError, type AppError } from '../../../src-shared/errors.ts'
import { startDeadline } from '../deadline.ts'
import { checkHostKey } from '../host-keys/host-key-check.ts'
import { saveHostKey } from '../host-keys/host-keys.ts'
import type { HopSteps } from '../built-in/hop-steps.ts'
import { explainRefusal } from '../login/refused-keys.ts'
import { createLoginMemory, type LoginMemory } from '../login/login-memory.ts'
import type { SshConfigSource, SshHost } from '../ssh-config/ssh-host.ts'
import { readProgress } from './system-ssh-progress.ts'
import { fetchHostKey, keepForNow, type TemporaryFile } from './system-ssh-host-key.ts'
import { runOverSystemSsh } from './system-ssh-command.ts'
import { startSystemSsh, type SystemSshChild } from './system-ssh-process.ts'
import type { Tunnel, TunnelWatchers } from '../tunnel.ts'

export type SystemTunnelOptions = {
  readonly target: { readonly host: string; readonly gatewayPort: number }
  readonly host: SshHost
  readonly config: SshConfigSource
  readonly appKnownHosts: string
  readonly writeUserKnownHosts: boolean
  readonly agentSocket?: string | undefined
  readonly unattended: boolean
  readonly memory?: LoginMemory | undefined
}

const openingTimeoutMs = 30_000
const channelTimeoutMs = 20_000

/**
 * Opens once ssh has really logged in: its first channel, to the gateway, is kept for the first `openChannel`. That no
 * gateway answers there is not a failure of the tunnel. Rejects like `openTunnel`.
 */
export async function openSystemTunnel(
  options: SystemTunnelOptions,
  watchers: TunnelWatchers,
  steps: HopSteps,
): Promise<Tunnel> {
  const { target, host } = options
  const { signal } = watchers
  const name = target.host
  const closed = Promise.withResolvers<AppError | undefined>()
  const children = new Set<SystemSshChild>()
  const knownHostsFiles = [options.appKnownHosts, ...host.userKnownHostsFiles]
  const temporary: TemporaryFile[] = []
  let heardAt = Date.now()
  let ending: AppError | undefined
  let isOpen = false
  let closing: Promise<void> | undefined

  const start = (to: string, port: number, onLine: (line: string) => void = () => undefined) => {
    const child = startSystemSsh({
      name,
      host,
      config: options.config,
      knownHostsFiles,
      agentSocket: options.agentSocket,
      to: { host: to, port },
      onHeard: () => {
        heardAt = Date.now()
      },
      onLine,
    })
    children.add(child)
    void watch(child)
    return child
  }

  const watch = async (child: SystemSshChild): Promise<void> => {
    const error = await child.ended
    children.delete(child)
    // A channel that ends by itself ends alone; a lost connection ends the tunnel.
    if (isOpen && !closing && error && isLoss(error)) await end(error)
  }

  const closeAll = async (): Promise<void> => {
    await Promise.all([...children].map(child => child.close()))
    await Promise.all(temporary.map(file => file.remove()))
    closed.resolve(ending)
  }
  const end = (error: AppError | undefined): Promise<void> => {
    ending ??= error
    return (closing ??= closeAll())
  }

  /** A child whose channel is open. Rejects with why there is none, with `timeout` when that takes too long. */
  const openChild = async (
    child: SystemSshChild,
    stop: AbortSignal,
    timeoutMs: number,
    timeout: AppError,
  ): Promise<SystemSshChild> => {
    const cut = Promise.withResolvers<never>()
    const deadline = startDeadline(timeoutMs, () => cut.reject(timeout))
    const onAbort = (): void => cut.reject(stop.reason)
    stop.addEventListener('abort', onAbort, { once: true })
    try {
      stop.throwIfAborted()
      await Promise.race([child.opened, cut.promise])
      return child
    } catch (error) {
      await child.close()
      throw isAppError(error) ? await explainRefusal(error, host, Date.now()) : error
    } finally {
      deadline.clear()
      stop.removeEventListener('abort', onAbort)
    }
  }

  const tooSlow = appError('SSH_HANDSHAKE_TIMEOUT', { host: name, timeoutMs: openingTimeoutMs })
  const login = async (): Promise<SystemSshChild | undefined> => {
    const progress = readProgress(steps, host)
    const child = start('127.0.0.1', target.gatewayPort, progress.onLine)
    try {
      await openChild(child, signal, openingTimeoutMs, tooSlow)
      return child
    } catch (error) {
      // The login went through; that nobody listens behind it is for `openChannel` to say.
      if (progress.isLoggedIn() && isAppError(error) && error.report.kind === 'forward') return undefined
      throw error
    }
  }

  const trustKey = async (): Promise<void> => {
    const { memory = createLoginMemory(), unattended, appKnownHosts } = options
    const place = { host, appFile: appKnownHosts }
    const idle = startDeadline(openingTimeoutMs, () => undefined)
    try {
      steps.running('host-key')
      const key = await fetchHostKey({ name, host, config: options.config }, signal)
      const ask = (question: Parameters<HopSteps['ask']>[0]) => steps.ask(question, idle)
      const address = host.hostname
      const trusted = await checkHostKey(
        { place, name, via: undefined, address, memory, unattended, ask },
        key,
      )
      if (trusted.save) await saveHostKey(place, key, { toUserFile: options.writeUserKnownHosts })
      else {
        const file = await keepForNow(host, key)
        temporary.push(file)
        knownHostsFiles.push(file.path)
      }
    } finally {
      idle.clear()
    }
  }

  let spare: SystemSshChild | undefined
  try {
    try {
      spare = await login()
    } catch (error) {
      if (!isAppError(error, 'HOST_KEY_UNKNOWN')) throw error
      await trustKey()
      spare = await login()
    }
  } catch (error) {
    await end(undefined)
    signal.throwIfAborted()
    throw error
  }
  isOpen = true

  const openChannel = async (to: string, port: number, stop: AbortSignal): Promise<Duplex> => {
    stop.throwIfAborted()
    if (closing) throw ending ?? appError('CONNECTION_LOST', { host: name })
    const kept = spare
    if (kept && to === '127.0.0.1' && port === target.gatewayPort) {
      spare = undefined
      if (kept.isUp()) return kept.stream
    }
    const timeout = appError('CHANNEL_TIMEOUT', { host: name, timeoutMs: channelTimeoutMs })
    return (await openChild(start(to, port), stop, channelTimeoutMs, timeout)).stream
  }

  return {
    openChannel,
    run: async (command, stop) => {
      if (closing) throw ending ?? appError('CONNECTION_LOST', { host: name })
      const { config, agentSocket } = options
      return runOverSystemSsh({ name, host, config, knownHostsFiles, agentSocket }, command, stop)
    },
    lastHeardAt: () => heardAt,
    // ssh cannot be told to ping now, so a whole login is measured; what it says of the gateway does not matter.
    probe: async timeoutMs => {
      if (closing) throw ending ?? appError('CONNECTION_LOST', { host: name })
      const startedOn = performance.now()
      const silent = appError('SERVER_SILENT', { host: name, silentMs: Date.now() - heardAt })
      const child = start('127.0.0.1', target.gatewayPort)
      try {
        await openChild(child, watchersLess, timeoutMs, silent)
      } catch (error) {
        if (!isAppError(error) || error.report.kind !== 'forward') throw error
      } finally {
        await child.close()
      }
      return performance.now() - startedOn
    },
    // ssh may ask for a touch of a key or anything else its configuration wants, and says nothing of it to us.
    reopensAlone: false,
    pulse: undefined,
    close: () => end(undefined),
    closed: closed.promise,
  }
}

const watchersLess = new AbortController().signal

function isLoss(error: AppError): boolean {
  return error.code === 'CONNECTION_LOST' || error.code === 'SERVER_SILENT'
}
