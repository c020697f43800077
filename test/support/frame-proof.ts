// A gateway as a process of its own, spoken to by clients that got everything wrong; afterwards it must be there and well.
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startBuilt } from './built-program.ts'
import { freePort } from './free-port.ts'
import { deepText, mutatedConnect, mutatedRequest, type WireFrame } from './frame-mutations.ts'
import { seededRandom } from './seeded-random.ts'
import { connectParams, connectRaw, testToken, type Frame, type RawPeer } from './test-gateway.ts'

export type FrameProof = {
  readonly frames: number
  readonly beforeHello: number
  /** How many of the kept defects were sent again. */
  readonly replayed: number
  readonly connections: number
  /** How the gateway ended connections, by code. */
  readonly closeCodes: Readonly<Record<string, number>>
  /** Files with the frames that did harm: no answer, an internal error, the end of the process. */
  readonly harmful: readonly string[]
  /** What `health` counted in the end. */
  readonly counted: Readonly<Record<string, number>>
  /** Resident memory of the gateway in MiB, where the system tells it. */
  readonly memory: {
    readonly before: number
    readonly peak: number
    readonly after: number
    readonly settled: number
  }
  /** By how much it grew in each scene, at most. */
  readonly growthMiB: Readonly<Record<string, number>>
  /** How the process ended when it was asked to. */
  readonly exitCode: number | null
}

export type FrameProofOptions = {
  readonly frames: number
  readonly seed: number
  /** A folder of its own; the caller removes it. */
  readonly dir: string
  /** Where harmful frames are written, and what once did harm is read from, to be sent again first. */
  readonly defectsDir: string
  /** Also what takes seconds: frames of 26 MiB, floods, clients that do not read. */
  readonly isLong: boolean
  readonly say?: (line: string) => void
}

/** Frames that did harm, as they are kept in `test/defects/`. */
type Defect = {
  readonly why: string
  readonly stage: 'connect' | 'request'
  readonly frames: readonly (string | { readonly base64: string })[]
}

const framesInBatch = 200
const lanes = 4
const patienceMs = 60_000
const honestClients = 20
const honestTurns = 25
const honestMethods = ['health', 'sessions.list', 'models.list', 'config.get', 'node.list']
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

  const growthMiB: Record<string, number> = {}
  const closeCodes: Record<string, number> = {}
  const harmful: string[] = []
  let sent = 0
  let beforeHello = 0
  let connections = 0

  async function harm(name: string, why: string, batch: readonly WireFrame[], stage: Defect['stage']) {
    await mkdir(options.defectsDir, { recursive: true })
    const file = path.join(options.defectsDir, `frames-${seed}-${name.replaceAll(' ', '-')}.json`)
    const saved = batch.map(frame =>
      typeof frame === 'string' ? frame : { base64: frame.toString('base64') },
    )
    const defect: Defect = { why, stage, frames: saved }
    await writeFile(file, `${JSON.stringify(defect, null, 2)}\n`)
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

  /** A gateway grows until it has served its first clients; what bad frames cost is counted from there. */
  async function serveHonestClients() {
    for (let client = 0; client < honestClients; client += 1) {
      const peer = await openGreeted()
      for (let turn = 0; turn < honestTurns; turn += 1)
        for (const method of honestMethods) await peer.request(method, {}, `h${turn}-${method}`)
      peer.socket.terminate()
    }
  }

  /** One bad first frame; the gateway answers or hangs up, or makes a guesser wait. */
  async function introduce(frame: WireFrame) {
    const peer = await open()
    peer.socket.send(frame)
    sent += 1
    beforeHello += 1
    // Wrong secrets are answered later and later, which is no harm; who waits for it here would wait for long.
    await within(250, Promise.race([peer.closed, peer.frame(({ type }) => type === 'res')]))
    if (hasEnded()) await harm(`c${sent}`, 'the process ended', [frame], 'connect')
    peer.socket.terminate()
  }

  /** Requests that are called f0, f1 and so on. */
  async function ask(batch: readonly WireFrame[], name: string) {
    const peer = await openGreeted()
    for (const frame of batch) peer.socket.send(frame)
    sent += batch.length
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
      const batch = Array.from({ length: size }, (_, index) => mutatedRequest(random, `f${index}`))
      await ask(batch, `${number}-${done}`)
      done += size
      for (const _ of random.several([0], 1, 3)) await introduce(mutatedConnect(random))
      if (number === 0 && (done / framesInBatch) % 100 === 0) {
        say(`${sent} frames, ${connections} connections, ${Math.round(residentMiB(child.pid))} MiB`)
      }
    }
  }

  await serveHonestClients()
  const memory = watchMemory(child.pid)
  let replayed = 0
  for (const { name, stage, batch } of await readDefects(options.defectsDir)) {
    if (stage === 'request') await ask(batch, `again-${name}`)
    else for (const frame of batch) await introduce(frame)
    replayed += 1
  }
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  for (const [name, scene] of Object.entries(scenes)) {
    if (hasEnded() || (scene.isLong && !isLong)) continue
    const first = await openGreeted()
    const scenery = watchMemory(child.pid)
    const isWell = await within(patienceMs * 2, scene.play(first, isLong))
    first.socket.terminate()
    const grown = Math.round(scenery.end().peak - scenery.before)
    const isModest = grown <= (scene.mayGrowMiB ?? Number.POSITIVE_INFINITY)
    growthMiB[name] = grown
    say(`${name}: ${isWell === true ? 'as it should' : 'NOT as it should'}, +${grown} MiB`)
    if (isWell !== true || hasEnded()) await harm(name, 'the scene did not end as it should', [], 'request')
    else if (!isModest) await harm(name, `it took ${grown} MiB`, [], 'request')
  }

  const last = hasEnded() ? undefined : await openGreeted()
  const health = await last?.request('health')
  last?.socket.terminate()
  const { peak, after } = memory.end()
  const settled = isLong && !hasEnded() ? await settledMiB(child.pid) : after
  const { code } = await program.stop()
  return {
    frames: sent,
    beforeHello,
    replayed,
    connections,
    closeCodes,
    harmful,
    counted: (health?.payload?.['frames'] ?? {}) as Record<string, number>,
    memory: { before: memory.before, peak, after, settled },
    growthMiB,
    exitCode: code,
  }
}

type Scene = {
  readonly isLong: boolean
  /** More than that is harm. */
  readonly mayGrowMiB?: number
  /** Settles with whether it ended as it should. */
  readonly play: (peer: RawPeer, isLong: boolean) => Promise<boolean>
}

/** What nobody wants is not kept; what somebody might want is, once. And a little, for what else goes on. */
const mayGrowMiB = { refused: 30, kept: 50 } as const

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
    mayGrowMiB: 50,
    async play(peer, isLong) {
      const count = isLong ? 1_000_000 : 20_000
      // Looked through for the last answer, a million others would take longer than all the rest.
      peer.socket.on('message', () => (peer.frames.length = 0))
      for (let sent = 0; sent < count && peer.socket.readyState === 1; sent += 1) {
        // A client that sends nothing else is let go: a million are never taken, and the short run mixes good ones in.
        peer.socket.send(
          !isLong && sent % 500 === 499 ? '{"type":"req","id":"good","method":"health","params":{}}' : '1',
        )
        if (sent % 2_000 > 0) continue
        // As fast as they are taken: what waits here would only cost memory of the sender.
        do await new Promise(resolve => setImmediate(resolve))
        while (peer.socket.bufferedAmount > 64 * 1024)
      }
      return (await Promise.race([peer.request('health'), peer.closed])) !== undefined
    },
  },
  'nothing but tiny frames': {
    isLong: false,
    async play(peer) {
      for (let sent = 0; sent < 2_000; sent += 1) peer.socket.send('1')
      return (await peer.closed).code === 1008
    },
  },
  'a frame that is too big': {
    isLong: true,
    mayGrowMiB: mayGrowMiB.refused,
    async play(peer) {
      peer.send(`{"type":"req","id":"big","method":"health","params":{"a":"${'x'.repeat(26_214_400)}"}}`)
      return (await peer.closed).code === 1009
    },
  },
  'the biggest frame, all brackets': {
    isLong: true,
    mayGrowMiB: mayGrowMiB.refused,
    async play(peer) {
      peer.send('['.repeat(26_214_400))
      return (await peer.request('health')).ok === true
    },
  },
  'the biggest frame, for a method that takes little': {
    isLong: true,
    mayGrowMiB: mayGrowMiB.refused,
    async play(peer) {
      const refused = await peer.request('status', { a: 'x'.repeat(26_000_000) })
      return refused.error?.code === 'INVALID_REQUEST'
    },
  },
  'the biggest frame, one text': {
    isLong: true,
    mayGrowMiB: mayGrowMiB.kept,
    async play(peer) {
      const message = 'x'.repeat(26_000_000)
      void peer.request('chat.send', { sessionKey: 'big', message, idempotencyKey: 'big' })
      const answered = peer.request('health').then(({ ok }) => ok === true)
      return Promise.race([answered, peer.closed.then(() => false)])
    },
  },
  'a client that does not read': {
    isLong: true,
    mayGrowMiB: 50,
    async play(peer) {
      peer.socket.pause()
      const isHeldUp = () => peer.socket.bufferedAmount > 32 * 1024 * 1024
      for (let sent = 0; sent < 2_000_000 && !isHeldUp(); sent += 1) {
        peer.send(`{"type":"req","id":"s${sent}","method":"config.schema","params":{}}`)
        if (sent % 500 === 0) await new Promise(resolve => setImmediate(resolve))
      }
      // What it asks for is left with its own system; when it stays like this, its pings find out.
      const wasHeldUp = isHeldUp()
      await peer.closed
      return wasHeldUp
    },
  },
}

function isInternalError({ error }: Frame): boolean {
  return error?.code === 'UNAVAILABLE' && error.message === 'internal error'
}

async function readDefects(dir: string) {
  const names = (await readdir(dir)).filter(name => name.endsWith('.json'))
  return Promise.all(
    names.toSorted().map(async name => {
      const { stage, frames } = JSON.parse(await readFile(path.join(dir, name), 'utf8')) as Defect
      const batch = frames.map(frame =>
        typeof frame === 'string' ? frame : Buffer.from(frame.base64, 'base64'),
      )
      return { name: path.basename(name, '.json'), stage, batch }
    }),
  )
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

const memoryLookMs = 50
/** What is left is collected by then, if ever: V8 does it when there is nothing else to do. */
const settlingMs = 15_000

async function settledMiB(pid: number | undefined): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, settlingMs))
  return residentMiB(pid)
}

/** Looks at a process' resident memory until the end. */
function watchMemory(pid: number | undefined) {
  const before = residentMiB(pid)
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, residentMiB(pid))), memoryLookMs)
  return {
    before,
    end() {
      clearInterval(timer)
      const after = residentMiB(pid)
      return { peak: Math.max(peak, after), after }
    },
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
