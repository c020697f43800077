// The way to a host through its jump hosts: who is on it, and the chain of connections, each inside the one before.
import type { Duplex } from 'node:stream'
import { appError, isAppError } from '../../../src-shared/errors.ts'
import { dialTcp } from '../dial-tcp.ts'
import { connectSsh2Socket } from './ssh2-socket.ts'
import { reportSteps } from './hop-steps.ts'
import { openSshConnection, type SshContext } from './ssh-connection.ts'
import { resolveSshHost, type SshConfigSource, type SshHost } from '../ssh-config/ssh-host.ts'
import type { SshSession } from './ssh-session.ts'
import type { Tunnel, TunnelWatchers } from '../tunnel.ts'

const maxJumps = 8
const tcpTimeoutMs = 10_000

export type Way = {
  /** First the nearest, last the target itself. */
  readonly hosts: readonly SshHost[]
}

/**
 * Everyone on the way. As in OpenSSH, the jump hosts are configured by their own blocks, and only the first one's own
 * ProxyJump counts. Rejects with TOO_MANY_JUMPS (also for a circle) or what resolveSshHost rejects with.
 */
export async function findWay(
  target: SshHost,
  name: string,
  source: SshConfigSource,
  signal: AbortSignal,
): Promise<Way> {
  const hosts: SshHost[] = [target]
  let jumps = target.proxyJump
  while (jumps.length > 0) {
    if (hosts.length - 1 + jumps.length > maxJumps)
      throw appError('TOO_MANY_JUMPS', { host: name, max: maxJumps })
    const resolved: SshHost[] = []
    for (const jump of jumps) resolved.push(await resolveSshHost(jump, source, signal))
    hosts.unshift(...resolved)
    jumps = resolved[0]?.proxyJump ?? []
  }
  return { hosts }
}

/**
 * Opens one connection after the other. When a hop fails or dies, all are closed, and the error names that hop.
 */
export async function openWay(
  way: Way,
  name: string,
  context: SshContext,
  watchers: TunnelWatchers,
): Promise<Tunnel> {
  const sessions: SshSession[] = []
  try {
    for (const [index, host] of way.hosts.entries()) {
      const isTarget = index === way.hosts.length - 1
      const before = sessions.at(-1)
      const via = way.hosts[index - 1]?.alias
      const hopName = isTarget ? name : host.alias
      const steps = reportSteps(watchers, isTarget ? undefined : hopName)
      const dial = before
        ? async () => {
            steps.running('tcp')
            const stream = await through(before, host, hopName, via, watchers.signal)
            steps.passed('tcp', `${host.hostname}:${host.port} through ${via}`)
            return { stream, address: host.hostname }
          }
        : async () => {
            steps.running('resolve')
            const stream = await dialTcp(
              {
                name: hopName,
                hostname: host.hostname,
                port: host.port,
                family: host.addressFamily,
                timeoutMs: host.connectTimeoutMs ?? tcpTimeoutMs,
                connect: connectSsh2Socket,
                onResolved: addresses => {
                  steps.passed('resolve', addresses.join(', '))
                  steps.running('tcp')
                },
              },
              watchers.signal,
            )
            const address = stream.remoteAddress ?? host.hostname
            steps.passed('tcp', `${address}, port ${host.port}`)
            return { stream, address }
          }
      sessions.push(await openSshConnection({ host, name: hopName, via, steps, dial }, context))
    }
  } catch (error) {
    await closeAll(sessions)
    throw error
  }
  return chain(sessions)
}

/** A channel to the next server's SSH port; its refusal is that server's, not a gateway's. */
async function through(
  before: SshSession,
  { hostname, port }: SshHost,
  name: string,
  via: string | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  try {
    return await before.openChannel(hostname, port, signal)
  } catch (error) {
    const at = { host: name, via, port }
    if (isAppError(error, 'GATEWAY_NOT_LISTENING')) throw appError('TCP_REFUSED', at, error)
    if (isAppError(error, 'CHANNEL_TIMEOUT')) throw appError('TCP_TIMEOUT', at, error)
    throw error
  }
}

/** The last connection, which takes the others with it. */
function chain(sessions: readonly SshSession[]): Tunnel {
  const last = sessions.at(-1)
  if (!last) throw new Error('a way has at least its target')
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll(sessions))
  // A jump host that dies destroys the channel the next connection runs over, with its own error: that one is told.
  const closed = last.closed.then(async error => {
    await close()
    return error
  })
  return { ...last, reopensAlone: sessions.every(({ reopensAlone }) => reopensAlone), close, closed }
}

/** Backwards, so that each can still say goodbye through the ones before. */
async function closeAll(sessions: readonly SshSession[]): Promise<void> {
  for (const session of sessions.toReversed()) await session.close()
}
