// From a host's name to a connected socket: one lookup, then the addresses raced against each other.
import { lookup } from 'node:dns/promises'
import net from 'node:net'
import { appError } from '../../src-shared/errors.ts'
import { mapDialError } from './tunnel-errors.ts'

export type Dialling = {
  /** How the host is called in errors. */
  readonly name: string
  readonly hostname: string
  readonly port: number
  /** What is to be reached there, when not an SSH server. */
  readonly service?: 'gateway' | undefined
  readonly family: 'any' | 'inet' | 'inet6'
  /** For the connecting, after the lookup. */
  readonly timeoutMs: number
  /** Told once the addresses are known. */
  readonly onResolved: (addresses: readonly string[]) => void
  /** What makes the sockets, when not `net.connect`. */
  readonly connect?: ((options: net.TcpNetConnectOpts) => net.Socket) | undefined
}

type Address = { readonly address: string; readonly family: number }

const lookupTimeoutMs = 5_000
// RFC 8305, 5: "connection attempt delay".
const attemptDelayMs = 250
// The system asks an address that does not answer again after 1, 3, 7 … seconds; a network that came back is met sooner.
const askAgainMs = 1_000
const tcpKeepAliveMs = 30_000

/**
 * A connected socket that nobody reads from yet, with TCP_NODELAY and TCP keepalive on (ssh2 leaves Nagle's
 * delay on: 147 instead of 52 ms for an echo over a 50 ms line). Rejects with HOST_NOT_FOUND, TCP_REFUSED, TCP_TIMEOUT,
 * HOST_UNREACHABLE or the signal's reason; no socket is left behind then.
 */
export async function dialTcp(dialling: Dialling, signal: AbortSignal): Promise<net.Socket> {
  signal.throwIfAborted()
  const { name: host, port, service } = dialling
  const at = { host, port, service, name: nameLookedUp(dialling) }
  try {
    const addresses = inRaceOrder(await findAddresses(dialling, signal))
    signal.throwIfAborted()
    dialling.onResolved(addresses.map(({ address }) => address))
    return await race(addresses, dialling, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw mapDialError(error, at)
  }
}

async function findAddresses(dialling: Dialling, signal: AbortSignal): Promise<Address[]> {
  const { hostname } = dialling
  const literal = net.isIP(hostname)
  if (literal !== 0) return [{ address: hostname, family: literal }]
  const family = dialling.family === 'inet' ? 4 : dialling.family === 'inet6' ? 6 : 0
  // getaddrinfo cannot be called off; its late answer is dropped.
  const limit = AbortSignal.any([signal, AbortSignal.timeout(lookupTimeoutMs)])
  const { promise: cut, reject } = Promise.withResolvers<never>()
  const notFound = { host: dialling.name, name: nameLookedUp(dialling) }
  const onCut = () => reject(appError('HOST_NOT_FOUND', notFound, limit.reason))
  limit.addEventListener('abort', onCut, { once: true })
  try {
    const found = await Promise.race([lookup(hostname, { all: true, family }), cut])
    if (found.length === 0) throw appError('HOST_NOT_FOUND', notFound)
    return found
  } finally {
    limit.removeEventListener('abort', onCut)
  }
}

/** An alias is spelled rightly where the name behind it is not. */
function nameLookedUp({ name, hostname }: Dialling): string | undefined {
  return name.includes(hostname) ? undefined : hostname
}

/** Families by turns, beginning with that of the first address (RFC 8305, 4). */
function inRaceOrder(addresses: readonly Address[]): Address[] {
  const first = addresses[0]?.family
  const preferred = addresses.filter(({ family }) => family === first)
  const other = addresses.filter(({ family }) => family !== first)
  return preferred
    .flatMap((address, index) => [address, ...other.slice(index, index + 1)])
    .concat(other.slice(preferred.length))
}

// Node's own autoSelectFamily gives each address up when it starts the next, so a slow line would lose its only good one.
function race(addresses: readonly Address[], dialling: Dialling, signal: AbortSignal): Promise<net.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<net.Socket>()
  const running = new Set<net.Socket>()
  const errors: NodeJS.ErrnoException[] = []
  let next = 0
  let stagger: NodeJS.Timeout | undefined

  const finish = (settle: () => void): void => {
    clearTimeout(stagger)
    clearTimeout(limit)
    signal.removeEventListener('abort', onAbort)
    for (const socket of running) socket.destroy()
    running.clear()
    settle()
  }
  const onAbort = (): void => finish(() => reject(signal.reason as Error))
  const limit = setTimeout(() => {
    finish(() => reject(appError('TCP_TIMEOUT', { host: dialling.name, port: dialling.port })))
  }, dialling.timeoutMs)

  const startNext = (): void => {
    clearTimeout(stagger)
    const address = addresses[next++ % addresses.length]
    if (!address) return
    const socket = (dialling.connect ?? net.connect)({
      host: address.address,
      port: dialling.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: tcpKeepAliveMs,
    })
    running.add(socket)
    socket.once('connect', () => {
      running.delete(socket)
      finish(() => resolve(socket))
    })
    // Stays for the socket's whole life: whoever takes it over may be a moment late for an error of its own.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!running.delete(socket)) return
      errors.push(error)
      if (next < addresses.length) startNext()
      else if (running.size === 0) finish(() => reject(mostTelling(errors)))
    })
    stagger = setTimeout(startNext, next < addresses.length ? attemptDelayMs : askAgainMs)
  }

  signal.addEventListener('abort', onAbort, { once: true })
  startNext()
  return promise
}

/** A refusal says that the host is there; being unreachable may be true of one family only. */
function mostTelling(errors: readonly NodeJS.ErrnoException[]): Error {
  return (
    errors.find(({ code }) => code === 'ECONNREFUSED') ??
    errors.find(({ code }) => code === 'ETIMEDOUT') ??
    errors[0] ??
    new Error('no address was tried')
  )
}
