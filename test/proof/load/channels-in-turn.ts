// L3: channels that come and go, and what is left of them.
import { getEventListeners, once } from 'node:events'
import { readdir } from 'node:fs/promises'
import net from 'node:net'
import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import { SshChannel } from '../../../src-main/tunnel/built-in/ssh-channel.ts'
import type { Tunnel } from '../../../src-main/tunnel/tunnel.ts'
import { startEchoServer, type EchoServer } from '../../support/echo-server.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'
import { openLoadTunnel, type LoadTunnel } from './load-tunnel.ts'

/** What ssh2 makes for each channel, and keeps in its own table while it is open. */
const ssh2Channel = createRequire(import.meta.url)('ssh2/lib/Channel.js') as {
  readonly Channel: new () => object
}

const atOnce = 10
const warmUp = 500
const grownMiB = 32

/** `amount` channels are opened, used, and ended in one of three ways; some before that, to have everything loaded. */
export const openChannelsInTurn: Measure = async ({ amount }) => {
  const warnings: string[] = []
  process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`))
  const echo = await startEchoServer(answer)
  const site = await openLoadTunnel()
  // One signal for all of them, as the app's own connection has: a listener that is left on it shows.
  const { signal } = new AbortController()
  try {
    await pass(warmUp, site.tunnel, echo.port, signal)
    const before = await look(site, echo, signal)
    await pass(amount, site.tunnel, echo.port, signal)
    const after = await look(site, echo, signal)

    const { residentMiB, ...counted } = after
    await needCountsWhatIsOpen(site.tunnel, echo.port, signal)
    const failures = Object.entries(counted).flatMap(([what, count]) =>
      count > before[what as keyof typeof counted]
        ? [`${what}: ${before[what as keyof typeof counted]} before, ${count} after`]
        : [],
    )
    const numbers = { ...counted, 'grown MiB': Math.max(0, residentMiB - before.residentMiB) }
    return loadOutcome({
      played: amount,
      failures: [...failures, ...warnings.filter(text => !text.startsWith('Experimental'))],
      numbers,
      wants: { 'grown MiB': { atMost: grownMiB } },
    })
  } finally {
    await site.close()
    await echo.close()
  }
}

/** A word that the far end answers by closing. */
const goodbye = 'bye'

const ways: readonly ((channel: Duplex) => void)[] = [
  channel => channel.end(),
  channel => channel.destroy(),
  channel => channel.write(goodbye),
]

function answer(socket: net.Socket): void {
  socket.on('data', data => (data.toString() === goodbye ? socket.end() : socket.write(data)))
  socket.on('end', () => socket.end())
}

async function pass(count: number, tunnel: Tunnel, port: number, signal: AbortSignal): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const turn = Array.from({ length: Math.min(atOnce, count - done) }, async (_, index) => {
      const channel = await tunnel.openChannel('127.0.0.1', port, signal)
      channel.write('?')
      await once(channel, 'data')
      const closed = once(channel, 'close')
      // The far end's own end is no end of ours.
      channel.once('end', () => channel.end())
      ways[index % ways.length]?.(channel)
      channel.resume()
      await closed
      // Its readers are done, and nobody may hold it any longer than that.
      if (!channel.destroyed) throw new Error('a channel told its end and was not destroyed')
    })
    await Promise.all(turn)
  }
}

/** Or a count of none would say nothing. */
async function needCountsWhatIsOpen(tunnel: Tunnel, port: number, signal: AbortSignal): Promise<void> {
  const channel = await tunnel.openChannel('127.0.0.1', port, signal)
  const counts = [SshChannel, ssh2Channel.Channel].map(kind => queryObjects(kind, { format: 'count' }))
  channel.destroy()
  if (counts.some(count => count === 0)) throw new Error('an open channel was not counted')
}

/** What there is of everything that a channel could leave behind. */
async function look({ sshd }: LoadTunnel, echo: EchoServer, signal: AbortSignal) {
  // The far ends close in their own time.
  for (let tries = 0; tries < 100 && echo.connections() > 0; tries += 1) await pause(50)
  return {
    'channels of ours': queryObjects(SshChannel, { format: 'count' }),
    'channels of ssh2': queryObjects(ssh2Channel.Channel, { format: 'count' }),
    sockets: queryObjects(net.Socket, { format: 'count' }),
    handles: process.getActiveResourcesInfo().length,
    'listeners on the signal': getEventListeners(signal, 'abort').length,
    'connections at the far end': echo.connections(),
    'descriptors of sshd': await descriptors(await sshd.sessions()),
    residentMiB: process.memoryUsage.rss() / 2 ** 20,
  }
}

/** Of the processes that carry the connection; Linux alone tells. */
async function descriptors(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(pid => readdir(`/proc/${pid}/fd`).catch(() => [])))
  return each.reduce((all, { length }) => all + length, 0)
}
