// A port of this computer that leads into the tunnel, for programs that know nothing of it. Loopback only, and held
// open while the connection behind it comes and goes.
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { appError, type AppError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import { findPortOwner } from './port-owner.ts'

export type LocalListenerOptions = {
  /** 0 takes any free one. */
  readonly port: number
  /** How long a client waits for a channel while there is none, before it is closed. */
  readonly waitMs: number
  /** A channel for one client. A rejection is tried again until `waitMs` are over. */
  readonly openChannel: (signal: AbortSignal) => Promise<Duplex>
}

export type LocalListener = {
  readonly port: number
  /** Closes the port and every client. Safe to call twice. */
  readonly close: () => Promise<void>
  /** Settles when the port is closed; with the error when the system took it away. */
  readonly closed: Promise<AppError | undefined>
}

const host = '127.0.0.1'
const maxClients = 256
// A tunnel is back within a tenth of a second when all goes well: waiting longer than this would be felt.
const retryMs = 30

/** Rejects with PORT_IN_USE, which names the owner and a free port. */
export async function openLocalListener(options: LocalListenerOptions): Promise<LocalListener> {
  const ending = new AbortController()
  const closed = Promise.withResolvers<AppError | undefined>()
  // Half-open: a client that has said everything still wants to hear the answer.
  const server = net.createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true })
  server.maxConnections = maxClients
  server.listen({ host, port: options.port, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    throw await portError(options.port, error)
  }

  const clients = new Set<net.Socket>()
  server.on('connection', client => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    void serveClient(client, options, ending.signal)
  })
  let closing: Promise<void> | undefined
  const close = async (error?: AppError): Promise<void> => {
    ending.abort()
    const ended = new Promise<void>(resolve => {
      server.close(() => resolve())
    })
    for (const client of clients) client.destroy()
    await ended
    closed.resolve(error)
  }
  // After listening too: without a listener the error would end the process.
  server.on('error', error => {
    closing ??= close(appError('PORT_IN_USE', { port: options.port }, error))
  })

  return {
    port: (server.address() as net.AddressInfo).port,
    close: () => (closing ??= close()),
    closed: closed.promise,
  }
}

async function serveClient(
  client: net.Socket,
  options: LocalListenerOptions,
  ending: AbortSignal,
): Promise<void> {
  // `pipeline` takes errors once it runs; before that the client may go at any time.
  client.on('error', () => client.destroy())
  const gone = new AbortController()
  client.once('close', () => gone.abort())
  const limit = AbortSignal.any([ending, gone.signal, AbortSignal.timeout(options.waitMs)])
  const channel = await waitForChannel(options, limit)
  if (!channel) {
    client.destroy()
    return
  }
  if (client.destroyed) {
    channel.destroy()
    return
  }
  // A lost connection must not look like an orderly end to who is waiting for the rest.
  channel.on('error', () => client.resetAndDestroy())
  // Two one-way pipelines keep half-close: the end of one direction leaves the other open. A failure of either is told
  // by both ends being destroyed; whoever owns the connection knows why.
  await Promise.allSettled([pipeline(client, channel), pipeline(channel, client)])
  client.destroy()
  channel.destroy()
}

/** undefined when the limit came first. */
async function waitForChannel(
  { openChannel }: LocalListenerOptions,
  limit: AbortSignal,
): Promise<Duplex | undefined> {
  while (!limit.aborted) {
    try {
      const channel = await openChannel(limit)
      if (!limit.aborted) return channel
      channel.destroy()
    } catch {
      // Not now: the connection is being made again. The client's own wait is the limit.
      await pause(retryMs, limit)
    }
  }
  return undefined
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    resolve()
  }
  const timer = setTimeout(end, ms)
  signal.addEventListener('abort', end, { once: true })
  return promise
}

async function portError(port: number, error: unknown): Promise<AppError> {
  const { code } = error as NodeJS.ErrnoException
  const owner =
    code === 'EADDRINUSE'
      ? await findPortOwner(port)
      : code === 'EACCES'
        ? phrase('portOfTheSystem')
        : undefined
  return appError('PORT_IN_USE', { port, owner, free: await freePortNear(port) }, error)
}

/** One of the next few, which are easy to remember; else any. */
async function freePortNear(port: number): Promise<number | undefined> {
  for (const candidate of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(step => port + step)) {
    if (candidate <= 65_535 && (await isFree(candidate))) return candidate
  }
  return undefined
}

async function isFree(port: number): Promise<boolean> {
  const probe = net.createServer()
  probe.listen({ host, port, exclusive: true })
  try {
    await once(probe, 'listening')
    return true
  } catch {
    // Taken, or not ours to take.
    return false
  } finally {
    probe.close()
  }
}
