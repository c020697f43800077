// One direction of one connection through the fault proxy: bytes in order, late, in pieces, changed or lost.
import { once } from 'node:events'
import type net from 'node:net'
import type { SeededRandom } from './seeded-random.ts'

/** `up` is client to server. */
export type Way = 'up' | 'down'

/** What the line is like; both ways the same. */
export type Weather = {
  /** Each chunk waits this long, counted from its arrival. */
  readonly latencyMs: number
  /** Up to so much more, drawn anew for each chunk; the order stays. */
  readonly jitterMs: number
  /** In so many of a hundred chunks the line stops for `stallMs`: what a lost segment looks like from above TCP. */
  readonly stallPercent: number
  readonly stallMs: number
  /** In slices of a twentieth of it. */
  readonly bytesPerSecond: number
  /** Writes go on in pieces of this many bytes. */
  readonly pieceBytes: number
  /** What comes within so long goes on as one write. */
  readonly mergeMs: number
}

export const fairWeather: Weather = {
  latencyMs: 0,
  jitterMs: 0,
  stallPercent: 0,
  stallMs: 200,
  bytesPerSecond: Infinity,
  pieceBytes: Infinity,
  mergeMs: 0,
}

/** What happens when a direction has handed on an exact number of bytes. */
export type ByteFault =
  /** RST to both ends. */
  | { readonly kind: 'reset' }
  /** FIN to both ends. */
  | { readonly kind: 'finish' }
  /** FIN to the receiver alone; the other direction goes on. */
  | { readonly kind: 'half-close' }
  /** The rest of this direction, or of both, is swallowed; nobody is told. */
  | { readonly kind: 'silence'; readonly way?: Way | 'both' | undefined }
  /** One bit of the next byte is turned over; everything goes on. */
  | { readonly kind: 'flip'; readonly bit: number }

export type RelayParts = {
  readonly way: Way
  readonly from: net.Socket
  readonly to: net.Socket
  readonly weather: () => Weather
  readonly random: SeededRandom
  readonly isSwallowed: () => boolean
  /** Settles when the line is not held; undefined when it is not held now. */
  readonly held: () => Promise<void> | undefined
  readonly later: (ms: number) => Promise<void>
  /** The fault that waits at or before this offset of the direction, taken away with the question. */
  readonly nextFault: (upTo: number) => { readonly offset: number; readonly fault: ByteFault } | undefined
  readonly carryOut: (fault: Exclude<ByteFault, { kind: 'flip' }>) => void
  readonly passed: (bytes: number) => void
  readonly swallowed: (bytes: number) => void
}

// More than a socket's own buffers hold: a slow line must make its sender wait.
const maxWaitingBytes = 256 * 1024

/** Relays until the sockets close. Settles never by itself; whoever owns the sockets ends it. */
export function relay(parts: RelayParts): void {
  const { from, to, weather, random, later } = parts
  let offset = 0
  let waitingBytes = 0
  let merging: Buffer[] | undefined
  /** Chunks keep their order: each waits for the one before it. */
  let turn = Promise.resolve()

  /** Flips in place what is to be flipped; gives how many bytes may go on before another fault strikes. */
  function applyFaults(piece: Buffer): { readonly bytes: number; readonly fault?: ByteFault } {
    for (;;) {
      const next = parts.nextFault(offset + piece.length)
      if (!next) return { bytes: piece.length }
      const at = Math.max(0, next.offset - offset)
      if (next.fault.kind !== 'flip') return { bytes: at, fault: next.fault }
      piece[at] = (piece[at] ?? 0) ^ (1 << next.fault.bit)
    }
  }

  async function handOn(chunk: Buffer): Promise<void> {
    const { bytesPerSecond, pieceBytes } = weather()
    const rate = bytesPerSecond === Infinity ? Infinity : Math.ceil(bytesPerSecond / 20)
    const slice = Math.min(pieceBytes, rate)
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + slice)
      at += piece.length
      if (bytesPerSecond !== Infinity) await later((piece.length / bytesPerSecond) * 1000)
      await parts.held()
      if (parts.isSwallowed()) return parts.swallowed(chunk.length - at + piece.length)
      if (to.destroyed) return
      const { bytes, fault } = applyFaults(piece)
      offset += bytes
      parts.passed(bytes)
      if (bytes > 0 && !to.write(piece.subarray(0, bytes))) {
        await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      if (!fault || fault.kind === 'flip') continue
      parts.carryOut(fault)
      return
    }
  }

  function take(chunk: Buffer): void {
    const { latencyMs, jitterMs, stallPercent, stallMs } = weather()
    const lateMs = latencyMs + (jitterMs > 0 ? random.below(jitterMs + 1) : 0)
    const stalls = stallPercent > 0 && random.chance(stallPercent / 100)
    const due = lateMs > 0 ? later(lateMs) : undefined
    waitingBytes += chunk.length
    if (waitingBytes >= maxWaitingBytes) from.pause()
    turn = inTurn(turn, async () => {
      await due
      if (stalls) await later(stallMs)
      // A socket that went away while it was written to: its `close` does the rest.
      await handOn(chunk).catch(() => undefined)
      waitingBytes -= chunk.length
      if (waitingBytes < maxWaitingBytes) from.resume()
    })
  }

  from.on('data', (chunk: Buffer) => {
    if (parts.isSwallowed()) return parts.swallowed(chunk.length)
    const { mergeMs } = weather()
    if (mergeMs === 0 && !merging) return take(chunk)
    if (merging) {
      merging.push(chunk)
      return
    }
    merging = [chunk]
    void merge(mergeMs)
  })
  from.on('end', () => void end())

  async function merge(ms: number): Promise<void> {
    await later(ms)
    const all = Buffer.concat(merging ?? [])
    merging = undefined
    take(all)
  }

  async function end(): Promise<void> {
    await later(weather().mergeMs)
    await turn
    await parts.held()
    if (!parts.isSwallowed()) to.end()
    // In a hole nobody hears of it; the client itself is gone.
    else if (parts.way === 'up') from.destroy()
  }
}

async function inTurn(before: Promise<void>, run: () => Promise<void>): Promise<void> {
  await before
  await run()
}
