// A logged-in SSH connection: its channels, its keepalive and its end. What comes before is ssh-connection.ts.
import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { appError, type AppError } from '../../../src-shared/errors.ts'
import { startKeepalive } from './keepalive.ts'
import { keepPulse } from '../pulse.ts'
import { hurryServer, longLineMs } from './hurry-server.ts'
import { SshChannel } from './ssh-channel.ts'
import { runOverSsh2 } from './ssh-command.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'
import { pingSsh2 } from './ssh2-client.ts'
import type { SshPeer, Tunnel } from '../tunnel.ts'
import { mapChannelError, mapSshError } from '../tunnel-errors.ts'

export type SshSession = Tunnel

export type HeldClient = {
  /** Ready. Its `error` listener is already there. */
  readonly client: Client
  readonly stream: Duplex
  readonly host: SshHost
  readonly name: string
  /** `SHA256:…` of the key the server has proved to hold. */
  readonly hostKey: string
  readonly via: string | undefined
  readonly reopensAlone: boolean
}

const channelTimeoutMs = 10_000
const closeTimeoutMs = 1_000

/** Takes a ready client over: from here on its end is told by `closed`. */
export function holdSshSession(held: HeldClient): SshSession {
  const { client, stream, host, name, via, reopensAlone } = held
  const peer: SshPeer = { user: host.user, hostKey: held.hostKey }
  const at = { host: name, via }
  const channels = new Set<SshChannel>()
  const drained = new Set<() => void>()
  const probes = new Set<() => void>()
  const closed = Promise.withResolvers<AppError | undefined>()
  let ending: AppError | undefined
  let closing: Promise<void> | undefined
  let isClosed = false

  const lost = (): AppError => ending ?? appError('CONNECTION_LOST', at)

  /** Ends it because of `error`; the first reason is the one that is told. */
  const fail = (error: AppError): void => {
    ending ??= error
    stream.destroy()
  }

  const keepalive = startKeepalive({
    intervalMs: host.serverAliveIntervalMs,
    countMax: host.serverAliveCountMax,
    ping: () => ping(() => undefined),
    onDead: silentMs => fail(appError('SERVER_SILENT', { ...at, silentMs })),
  })
  const pulse = keepPulse()
  const ping = (onAnswer: () => void): void => {
    const askedOn = performance.now()
    pulse.asked()
    try {
      pingSsh2(client, () => {
        pulse.answered(performance.now() - askedOn)
        onAnswer()
      })
    } catch (error) {
      fail(appError('CONNECTION_LOST', at, error))
    }
  }

  const drop = (): void => {
    fail(appError('SERVER_SILENT', { ...at, silentMs: Date.now() - keepalive.lastHeardAt() }))
  }

  stream.on('data', () => {
    keepalive.heard()
    pulse.heard()
  })
  stream.on('drain', () => {
    const waiting = [...drained]
    drained.clear()
    for (const callback of waiting) callback()
  })
  const socket = {
    whenDrained: (callback: () => void): void => {
      if (stream.writableNeedDrain && !stream.destroyed) drained.add(callback)
      else callback()
    },
    sent: pulse.sent,
    received: pulse.received,
  }

  client.on('error', error => {
    const details = { port: host.port, user: host.user, attempts: 0, preamble: '', stage: 'open' } as const
    fail(mapSshError(error, { ...at, ...details }))
  })
  client.once('close', () => {
    isClosed = true
    keepalive.stop()
    drained.clear()
    const error = closing ? undefined : lost()
    for (const giveUp of probes) giveUp()
    for (const channel of channels) channel.destroy(error)
    closed.resolve(error)
  })

  const openChannel = async (to: string, port: number, signal: AbortSignal): Promise<Duplex> => {
    signal.throwIfAborted()
    if (isClosed || closing || stream.destroyed) throw lost()
    const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>()
    let given = false
    const limit = setTimeout(() => {
      reject(appError('CHANNEL_TIMEOUT', { ...at, timeoutMs: channelTimeoutMs }))
    }, channelTimeoutMs)
    const onAbort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      pulse.asked()
      // The sender's address is for the server's log alone (RFC 4254, 7.2).
      client.forwardOut('127.0.0.1', 0, to, port, (error, channel) => {
        if (error) reject(error)
        else if (given) channel.close()
        else resolve(channel)
      })
      const channel = new SshChannel(await promise, socket)
      channels.add(channel)
      // Whoever takes it may be a moment late, and an unheard error would end the process; `close` follows it anyway.
      channel.on('error', () => undefined)
      channel.once('close', () => channels.delete(channel))
      return channel
    } catch (error) {
      signal.throwIfAborted()
      // forwardOut throws at once when the connection is gone, and answers all that wait when it goes.
      if (ending) throw ending
      throw mapChannelError(error, { ...at, to: `${to}:${port}` })
    } finally {
      given = true
      clearTimeout(limit)
      signal.removeEventListener('abort', onAbort)
    }
  }

  const probe = async (timeoutMs: number): Promise<number> => {
    if (isClosed || closing) throw lost()
    const startedOn = performance.now()
    const heardBefore = keepalive.lastHeardAt()
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const judge = (): void => {
      // Under a large transfer the answer queues behind it; the transfer itself is a sign of life.
      if (keepalive.lastHeardAt() > heardBefore) resolve(performance.now() - startedOn)
      else reject(appError('SERVER_SILENT', { ...at, silentMs: Date.now() - heardBefore }))
    }
    // As on a busy computer, or one that just woke: what has arrived by then is read before anything is called silent.
    const limit = setTimeout(() => setImmediate(judge), timeoutMs)
    const giveUp = (): void => reject(lost())
    probes.add(giveUp)
    ping(() => resolve(performance.now() - startedOn))
    try {
      return await promise
    } finally {
      clearTimeout(limit)
      probes.delete(giveUp)
    }
  }

  const close = async (): Promise<void> => {
    // Says goodbye (SSH_MSG_DISCONNECT) and ends the socket; a server that does not answer is not waited for.
    for (const channel of channels) channel.destroy()
    client.end()
    const limit = setTimeout(() => stream.destroy(), closeTimeoutMs)
    if (stream.destroyed && !isClosed) stream.destroy()
    await closed.promise
    clearTimeout(limit)
  }

  const run: SshSession['run'] = async (command, signal) => {
    signal.throwIfAborted()
    if (isClosed || closing || stream.destroyed) throw lost()
    try {
      return await runOverSsh2(client, command, { host: name, peer }, signal)
    } catch (error) {
      signal.throwIfAborted()
      throw isClosed || stream.destroyed ? lost() : error
    }
  }

  // How long an answer takes is best known before one is late.
  ping(() => {
    // The first answer waits for what sshd does after a login; the second tells the line.
    const askedOn = performance.now()
    ping(() => {
      if (performance.now() - askedOn >= longLineMs) hurryServer(client)
    })
  })
  return {
    openChannel,
    run,
    lastHeardAt: keepalive.lastHeardAt,
    probe,
    reopensAlone,
    pulse: {
      signs: pulse.signs,
      ask: () => ping(() => undefined),
      calmIntervalMs: host.serverAliveIntervalMs,
      drop,
      onSent: pulse.onSent,
    },
    close: () => (closing ??= close()),
    closed: closed.promise,
  }
}
