// A gateway as a process of its own, spoken to by clients that got everything wrong; afterwards it must be there and well.
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startBuilt } from './built-program.ts'
import { freePort } from './free-port.ts'
import { deepText, mutatedConnect, mutatedRequest, type WireFrame } from './frame-mutations.ts'
import { seededRandom, type SeededRandom } from './seeded-random.ts'
import { connectParams, connectRaw, testToken, type Frame, type RawPeer } from './test-gateway.ts'

export type FrameProof = {
  readonly frames: number
  readonly beforeHello: number
  readonly connections: number
  /** How the gateway ended connections, by code. */
  readonly closeCodes: Readonly<Record<string, number>>
  /** Files with the frames that did harm: no answer, an internal error, the end of the process. */
  readonly harmful: readonly string[]
  /** What `health` counted in the end. */
  readonly counted: Readonly<Record<string, number>>
  /** Resident memory of the gateway in MiB, where the system tells it. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number }
  /** How the process ended when it was asked to. */
  readonly exitCode: number | null
}

export type FrameProofOptions = {
  readonly frames: number
  readonly seed: number
  /** A folder of its own; the caller removes it. */
  readonly dir: string
  /** Where harmful frames are written. */
  readonly defectsDir: string
  /** Also what takes seconds: frames of 26 MiB, floods, clients that do not read. */
  readonly isLong: boolean
  readonly say?: (line: string) => void
}

const framesInBatch = 200
const lanes = 4
const patienceMs = 60_000
const admin = { scopes: ['operator.admin', 'operator.approvals', 'operator.pairing'] }

export async function proveFrames(options: FrameProofOptions): Promise<FrameProof> {
  const { frames, seed, dir, isLong, say = () => undefined } = options
  const port = await freePort()
  const url = `ws://127.0.0.1:${port}`
  const stateDir = path.join(dir, 'state')
  const config = path.join(dir, 'gangway.json5')
  await writeFile(config, '{}')
  const program = startBuilt(
    'cli',
    ['gateway', 'run', '--port', String(port), '--state-dir', stateDir, '--config', config],
    { OPENCLAW_GATEWAY_TOKEN: testToken },
  )
  const { child } = program
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  await program.waitForLine(line => line.includes('ready'))

  const memory = { before: residentMiB(child.pid), peak: 0, after: 0 }
  const closeCodes: Record<string, number> = {}
  const harmful: string[] = []
  let sent = 0
  let beforeHello = 0
  let connections = 0

  async function harm(name: string, why: string, batch: readonly WireFrame[], stage: 'connect' | 'request') {
    await mkdir(options.defectsDir, { recursive: true })
    const file = path.join(options.defectsDir, `frames-${seed}-${name}.json`)
    const saved = batch.map(frame =>
      typeof frame === 'string' ? frame : { base64: frame.toString('base64') },
    )
    await writeFile(file, JSON.stringify({ why, stage, frames: saved }, null, 1))
    harmful.push(file)
    say(`harmful (${why}): ${file}`)
  }

  async function open(): Promise<RawPeer> {
    connections += 1
    const peer = await connectRaw({ url })
    void peer.closed.then(({ code }) => (closeCodes[code] = (closeCodes[code] ?? 0) + 1))
    return peer
  }

  async function openGreeted(): Promise<RawPeer> {
    const peer = await open()
    const hello = await peer.request('connect', connectParams(admin), 'hello')
    if (!hello.ok) throw new Error(`not let in: ${JSON.stringify(hello.error)}`)
    return peer
  }

  /** One bad first frame; the gateway answers or hangs up, or makes a guesser wait. */
  async function badIntroduction(random: SeededRandom) {
    const frame = mutatedConnect(random)
    const peer = await open()
    peer.socket.send(frame)
    sent += 1
    beforeHello += 1
    // Wrong secrets are answered later and later, which is no harm; who waits for it here would wait for long.
    await within(250, Promise.race([peer.closed, peer.frame(({ type }) => type === 'res')]))
    if (hasEnded()) await harm(`c${sent}`, 'the process ended', [frame], 'connect')
    peer.socket.terminate()
  }

  async function badRequests(random: SeededRandom, name: string, size: number) {
    const peer = await openGreeted()
    const batch = Array.from({ length: size }, (_, index) => mutatedRequest(random, `f${index}`))
    for (const frame of batch) peer.socket.send(frame)
    sent += size
    const probe = peer.request('health', {}, 'probe')
    const end = await within(patienceMs, Promise.race([peer.closed.then(() => 'closed'), probe]))
    const failed = peer.frames.filter(isInternalError)
    if (hasEnded()) await harm(name, 'the process ended', batch, 'request')
    else if (end === undefined) await harm(name, 'no answer', batch, 'request')
    else if (failed.length > 0) {
      const ids = new Set(failed.map(({ id }) => id))
      const guilty = batch.filter((_, index) => ids.has(`f${index}`))
      await harm(name, 'internal error', guilty.length > 0 ? guilty : batch, 'request')
    }
    peer.socket.terminate()
  }

  async function lane(number: number) {
    const random = seededRandom(seed + number)
    const share = Math.ceil(frames / lanes)
    for (let done = 0; done < share && !hasEnded();) {
      const size = Math.min(framesInBatch, share - done)
      await badRequests(random, `${number}-${done}`, size)
      done += size
      for (const _ of random.several([0], 1, 3)) await badIntroduction(random)
      memory.peak = Math.max(memory.peak, residentMiB(child.pid))
      if (number === 0 && (done / framesInBatch) % 100 === 0) {
        say(`${sent} frames, ${connections} connections, ${Math.round(residentMiB(child.pid))} MiB`)
      }
    }
  }

  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  for (const [name, scene] of Object.entries(scenes)) {
    if (hasEnded() || (scene.isLong && !isLong)) continue
    const first = await openGreeted()
    const isWell = await within(patienceMs * 2, scene.play(first, isLong))
    if (isWell !== true || hasEnded()) await harm(name, 'the scene did not end as it should', [], 'request')
    first.socket.terminate()
    memory.peak = Math.max(memory.peak, residentMiB(child.pid))
    say(
      `${name}: ${isWell === true ? 'as it should' : 'NOT as it should'}, ${Math.round(residentMiB(child.pid))} MiB`,
    )
  }

  const last = hasEnded() ? undefined : await openGreeted()
  const health = await last?.request('health')
  memory.after = residentMiB(child.pid)
  last?.socket.terminate()
  const { code } = await program.stop()
  return {
    frames: sent,
    beforeHello,
    connections,
    closeCodes,
    harmful,
    counted: (health?.payload?.['frames'] ?? {}) as Record<string, number>,
    memory,
    exitCode: code,
  }
}

type Scene = { readonly isLong: boolean; readonly play: (peer: RawPeer, isLong: boolean) => Promise<boolean> }

/** Each settles with whether it ended as it should. */
const scenes: Readonly<Record<string, Scene>> = {
  'ten thousand levels': {
    isLong: false,
    async play(peer) {
      peer.send(`{"type":"req","id":"deep","method":"health","params":{"a":${deepText(10_000)}}}`)
      peer.send(
        `{"type":"req","id":"deep","method":"health","params":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
      )
      const refused = () => peer.frames.filter(({ error }) => error?.code === 'INVALID_REQUEST').length
      const isWell = (await peer.request('health')).ok === true
      return isWell && refused() === 2
    },
  },
  'many tiny frames': {
    isLong: false,
    async play(peer, isLong) {
      const count = isLong ? 1_000_000 : 20_000
      for (let sent = 0; sent < count && peer.socket.readyState === 1; sent += 1) {
        peer.socket.send('1')
        if (sent % 2_000 === 0) {
          await new Promise(resolve => setImmediate(resolve))
          peer.frames.length = 0
        }
      }
      return (await Promise.race([peer.request('health'), peer.closed])) !== undefined
    },
  },
  'a frame that is too big': {
    isLong: true,
    async play(peer) {
      peer.send(`{"type":"req","id":"big","method":"health","params":{"a":"${'x'.repeat(26_214_400)}"}}`)
      return (await peer.closed).code === 1009
    },
  },
  'the biggest frame, all brackets': {
    isLong: true,
    async play(peer) {
      peer.send('['.repeat(26_214_400))
      return (await peer.request('health')).ok === true
    },
  },
  'the biggest frame, one text': {
    isLong: true,
    async play(peer) {
      const message = 'x'.repeat(26_000_000)
      void peer.request('chat.send', { sessionKey: 'big', message, idempotencyKey: 'big' })
      const answered = peer.request('health').then(({ ok }) => ok === true)
      return Promise.race([answered, peer.closed.then(() => false)])
    },
  },
  'a client that does not read': {
    isLong: true,
    async play(peer) {
      peer.socket.pause()
      for (let sent = 0; sent < 300_000 && peer.socket.readyState === 1; sent += 1) {
        peer.send(`{"type":"req","id":"s${sent}","method":"config.schema","params":{}}`)
        if (sent % 500 === 0) await new Promise(resolve => setTimeout(resolve, 5))
        if (peer.socket.bufferedAmount > 16 * 1024 * 1024) break
      }
      peer.socket.resume()
      await peer.closed
      return true
    },
  },
}

function isInternalError({ error }: Frame): boolean {
  return error?.code === 'UNAVAILABLE' && error.message === 'internal error'
}

/** What it settles with, if it does so in time. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export function residentMiB(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    // It has ended, which others find out.
    return 0
  }
}
