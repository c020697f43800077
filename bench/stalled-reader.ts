// How much memory a connection takes when one end sends and the other end does not read, in each direction.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { judge, type Finding } from './support/finding.ts'
import { connectTo, download, upload } from './support/load.ts'
import { startOurs, type Peer, type Site } from './support/peers.ts'
import { writeRequest } from './support/service-protocol.ts'

const unlimited = 2 ** 40
const warmUpBytes = 64 * 1024 * 1024
const watchedMs = 3_000
const betweenMs = 100
const block = Buffer.alloc(256 * 1024)

export async function measureStalledReader(site: Site): Promise<Finding[]> {
  const server = await site.addServer()
  const findings: Finding[] = []
  for (const [name, stall] of [
    ['stalled reader here', stallHere],
    ['stalled reader there', stallThere],
  ] as const) {
    const ours = await startOurs(site, server)
    await download(ours.port, warmUpBytes)
    await upload(ours.port, warmUpBytes)
    const before = await residentMiB(ours)
    const release = await stall(ours.port)
    let highest = before
    for (const until = performance.now() + watchedMs; performance.now() < until;) {
      highest = Math.max(highest, await residentMiB(ours))
      await new Promise(resolve => setTimeout(resolve, betweenMs))
    }
    release()
    await ours.stop()
    findings.push(judge({ name, unit: 'MiB', peer: 'none', want: { atMost: 32 } }, [highest - before]))
  }
  return findings
}

/** Asks for bytes without end and reads none of them. */
async function stallHere(port: number): Promise<() => void> {
  const { socket } = await connectTo(port)
  socket.pause()
  socket.write(writeRequest({ kind: 'send', bytes: unlimited }))
  return () => socket.destroy()
}

/** Sends bytes without end to a service that reads none of them. */
async function stallThere(port: number): Promise<() => void> {
  const { socket } = await connectTo(port)
  socket.write(writeRequest({ kind: 'stall', bytes: 0 }))
  void (async () => {
    while (!socket.destroyed) {
      if (!socket.write(block)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    }
  })()
  return () => socket.destroy()
}

async function residentMiB({ pid }: Peer): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1024
}
