// How much memory a connection takes when one end sends and the other end does not read, in each direction.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { judge, type Finding } from './support/finding.ts'
import { connectTo, download, received, upload } from './support/load.ts'
import { startOurs, type Peer, type Site } from './support/peers.ts'
import { writeRequest } from './support/service-protocol.ts'

const mebibyte = 1024 * 1024
const unlimited = 2 ** 40
const warmUpBytes = mebibyte
const watchedMs = 3_000
const betweenMs = 100
const block = Buffer.alloc(256 * 1024)

type Stall = { readonly end: () => Promise<void> }

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
    const stalled = await stall(ours.port)
    let highest = before
    for (const until = performance.now() + watchedMs; performance.now() < until;) {
      highest = Math.max(highest, await residentMiB(ours))
      await new Promise(resolve => setTimeout(resolve, betweenMs))
    }
    await stalled.end()
    await ours.stop()
    findings.push(judge({ name, unit: 'MiB', peer: 'none', want: { atMost: 32 } }, [highest - before]))
  }
  return findings
}

/** Asks for bytes without end and reads none of them until the end. */
async function stallHere(port: number): Promise<Stall> {
  const connection = await connectTo(port)
  connection.socket.pause()
  connection.socket.write(writeRequest({ kind: 'send', bytes: unlimited }))
  return {
    end: async () => {
      // More than all buffers on the way can hold: the sender has only been waiting.
      const flows = received(connection, 64 * mebibyte)
      connection.socket.resume()
      await flows
      connection.socket.destroy()
    },
  }
}

/** Sends bytes without end to a service that reads none of them. */
async function stallThere(port: number): Promise<Stall> {
  const { socket } = await connectTo(port)
  socket.write(writeRequest({ kind: 'stall', bytes: 0 }))
  void (async () => {
    while (!socket.destroyed) {
      if (!socket.write(block)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    }
  })()
  return {
    end: () => {
      if (socket.bytesWritten < 2 * mebibyte) throw new Error('too little was sent to fill the way')
      socket.destroy()
      return Promise.resolve()
    },
  }
}

async function residentMiB({ pid }: Peer): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1024
}
