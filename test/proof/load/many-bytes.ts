// L4: many bytes through one channel and through the local port, and a reader that is slow.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { startChild, type Child } from '../../../bench/support/child.ts'
import type { Finding } from '../../../bench/support/finding.ts'
import { openSite, startOurs } from '../../../bench/support/peers.ts'
import { writeRequest } from '../../../bench/support/service-protocol.ts'
import { measureStalledReader } from '../../../bench/stalled-reader.ts'
import { residentMiB } from '../../support/frame-proof.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome, type Load } from './load-outcome.ts'
import { openLoadTunnel } from './load-tunnel.ts'
import { hashOfNumbered, pourNumbered } from './numbered-bytes.ts'

const mebibyte = 1024 * 1024
/** Until V8's young generation has the size that it keeps under this load. */
const warmUpMiB = 256
const rounds = 3
const lookEveryMs = 50
const never = new AbortController().signal

const wants: Load['wants'] = {
  // Megabytes as the table has them, of a million bytes.
  'down MB/s': { atLeast: 50 },
  'up MB/s': { atLeast: 50 },
  'down grown MiB': { atMost: 32 },
  'up grown MiB': { atMost: 32 },
}

/**
 * `amount` MiB down and as many up, three times, each time through one channel of its own: the best rate counts, and the
 * most memory. The memory is that of this process.
 */
export const carryThroughChannel: Measure = async ({ amount }) => {
  const { child, port } = await startService()
  const { tunnel, close } = await openLoadTunnel()
  try {
    return await carry(amount, process.pid, () => tunnel.openChannel('127.0.0.1', port, never))
  } finally {
    await close()
    await child.stop()
  }
}

/** The same through the local port, which a process of its own holds. */
export const carryThroughPort: Measure = async ({ amount }) => {
  const { child, port } = await startService()
  const site = await openSite()
  const ours = await startOurs({ ...site, servicePort: port }, await site.addServer())
  try {
    return await carry(amount, ours.pid, async () => {
      const socket = net.connect({ port: ours.port, host: '127.0.0.1', noDelay: true })
      await once(socket, 'connect')
      return socket
    })
  } finally {
    await ours.stop()
    await site.stop()
    await child.stop()
  }
}

/** One that does not read at all for seconds, at either end: the worst there is. */
export const meetStalledReader: Measure = async () => {
  const site = await openSite()
  let findings: readonly Finding[]
  try {
    findings = await measureStalledReader(site)
  } finally {
    await site.stop()
  }
  const numbers = Object.fromEntries(findings.map(({ name, got }) => [`${name}, grown MiB`, got]))
  const bounds = findings.flatMap(({ name, want }) => (want ? [[`${name}, grown MiB`, want] as const] : []))
  return loadOutcome({ played: findings.length, failures: [], numbers, wants: Object.fromEntries(bounds) })
}

function startService(): Promise<{ readonly child: Child; readonly port: number }> {
  return startChild(new URL('byte-service.ts', import.meta.url), {})
}

async function carry(amount: number, pid: number, open: () => Promise<Duplex>) {
  await down(await open(), warmUpMiB * mebibyte)
  await up(await open(), warmUpMiB * mebibyte)
  const bytes = amount * mebibyte
  const expected = hashOfNumbered(bytes)
  const failures: string[] = []
  const numbers: Record<string, number> = {}
  for (const [name, transfer] of [
    ['down', down],
    ['up', up],
  ] as const) {
    const memory = watch(pid)
    const rates: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const stream = await open()
      const startedOn = performance.now()
      const hash = await transfer(stream, bytes)
      rates.push(bytes / 1e6 / ((performance.now() - startedOn) / 1000))
      if (hash !== expected) failures.push(`what went ${name} has another SHA-256`)
    }
    numbers[`${name} MB/s`] = Math.max(...rates)
    numbers[`${name} grown MiB`] = memory.end()
  }
  return loadOutcome({ played: amount, failures, numbers, wants })
}

/** The hash of what comes. */
async function down(stream: Duplex, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  stream.write(writeRequest({ kind: 'send', bytes }))
  for await (const piece of stream) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** The hash that the far end gives of what it got. */
async function up(stream: Duplex, bytes: number): Promise<string> {
  stream.write(writeRequest({ kind: 'swallow', bytes }))
  await pourNumbered(stream, bytes)
  stream.end()
  let hash = ''
  for await (const piece of stream) hash += String(piece)
  return hash
}

/** How much more memory a process has at its most than at the beginning. */
function watch(pid: number): { readonly end: () => number } {
  const before = residentMiB(pid)
  let most = before
  const look = (): void => {
    most = Math.max(most, residentMiB(pid))
  }
  const timer = setInterval(look, lookEveryMs)
  return {
    end: () => {
      clearInterval(timer)
      look()
      return most - before
    },
  }
}
