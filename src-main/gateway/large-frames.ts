// Large messages, before the WebSocket library has them: it keeps every piece of one and then makes a second whole of them,
// only to hear that nobody wants it. Here what is not wanted is passed over as it comes in, and what is wanted is put where
// it belongs piece by piece. Frames of the usual size are the library's own.
import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { headBytes, usualFrameBytes } from './frame-head.ts'

/** RFC 6455, 7.4.1. */
const closeCodes = { protocolError: 1002, noText: 1007, tooBig: 1009 } as const
/** RFC 6455, 5.2. */
const opcodes = { continuation: 0, text: 1, binary: 2 } as const
const maskBytes = 4
/** Room is made for so much more than what came, so as not to do it again and again. */
const growthBytes = 256 * 1024

export type LargeFrameRules = {
  /** Largest message, in bytes. */
  readonly maxPayload: number
  /** Judges a message of more than the usual size by its first bytes, and how long it is at least. */
  readonly isUnwanted: (head: Buffer, bytes: number) => boolean
}

type Header = {
  readonly bytes: number
  readonly isLast: boolean
  readonly opcode: number
  /** Extensions are not spoken here, and clients mask: whatever else comes is for the library to refuse. */
  readonly isSound: boolean
  readonly length: number
  /** Where the four bytes of the mask begin. */
  readonly maskAt: number
}

/** One that is ours: larger than usual, or in several frames, of which nobody knows how large they get. */
type Message = {
  readonly isText: boolean
  /** Grows in its place. Memory of its own, not of malloc: glibc keeps up to twice the largest piece that it was ever given back. */
  readonly memory: ArrayBuffer
  /** So much of it is filled. */
  bytes: number
  /** Judged once, when it is more than usual. */
  verdict: 'open' | 'wanted' | 'unwanted'
}

type Frame = {
  readonly isLast: boolean
  readonly length: number
  /** Of those that are ours alone. */
  readonly message: Message | undefined
  mask: Buffer
  done: number
}

const noBytes = Buffer.alloc(0)

/**
 * Stands between the wire and the library from the first byte on. Messages come as 'message' of the socket, whoever has put
 * them together; the beginning of one that is passed over comes as 'oversized'.
 */
export function divertLargeFrames(socket: WebSocket, wire: Socket, rules: LargeFrameRules): void {
  const [onData] = wire.listeners('data') as ((chunk: Buffer) => void)[]
  if (!onData) throw new Error('the WebSocket library does not listen to its socket')
  let frame: Frame | undefined
  /** Of which the last frame has not come. */
  let message: Message | undefined
  /** The beginning of a header. */
  let begun: Buffer | undefined
  /** Whether the library has got anything of the piece that came last. */
  let isLent = false
  let isOver = false

  function take(chunk: Buffer): void {
    if (isOver) return
    const bytes = begun ? Buffer.concat([begun, chunk]) : chunk
    begun = undefined
    /** What lies between them is the library's, and not handed on yet. */
    let from = 0
    let at = 0
    while (at < bytes.length) {
      if (isOver) return
      if (!frame) {
        const header = readHeader(bytes, at)
        if (!header) {
          begun = Buffer.from(bytes.subarray(at))
          break
        }
        const ours = messageOf(header)
        frame = { isLast: header.isLast, length: header.length, message: ours, mask: noBytes, done: 0 }
        // What came ahead of it has to be served ahead of it.
        if (ours) {
          handOn(bytes, from, at)
          frame.mask = Buffer.from(bytes.subarray(header.maskAt, header.maskAt + maskBytes))
          from = at + header.bytes
        }
        at += header.bytes
      }
      const end = Math.min(at + frame.length - frame.done, bytes.length)
      if (frame.message) {
        collect(frame, frame.message, bytes.subarray(at, end))
        from = end
      }
      frame.done += end - at
      at = end
      if (frame.done < frame.length) continue
      if (frame.message && frame.isLast) deliver(frame.message)
      frame = undefined
    }
    handOn(bytes, from, at)
  }

  function handOn(bytes: Buffer, from: number, to: number): void {
    // The library stops to listen when it is done with the client.
    if (from >= to || isOver || !wire.listeners('data').includes(onData!)) return
    isLent = true
    onData!.call(wire, from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to))
  }

  function messageOf({ opcode, isLast, isSound, length }: Header): Message | undefined {
    if (opcode > opcodes.binary || !isSound) return undefined
    if (message) {
      if (opcode !== opcodes.continuation) end(closeCodes.protocolError, 'a message within another')
      return message
    }
    if (opcode === opcodes.continuation) return undefined
    if (isLast && length <= usualFrameBytes) return undefined
    const memory = new ArrayBuffer(0, { maxByteLength: rules.maxPayload })
    message = { isText: opcode === opcodes.text, memory, bytes: 0, verdict: 'open' }
    return message
  }

  function collect(frame: Frame, message: Message, masked: Buffer): void {
    const length = message.bytes + frame.length - frame.done
    if (length > rules.maxPayload) return end(closeCodes.tooBig, 'too large a message')
    if (message.verdict !== 'unwanted') {
      const room = roomFor(message, masked.length)
      for (let at = 0; at < masked.length; at += 1)
        room[at] = masked[at]! ^ frame.mask[(frame.done + at) & (maskBytes - 1)]!
    }
    message.bytes += masked.length
    if (message.verdict === 'open') judge(message, length)
  }

  /** By its beginning, as soon as that is there. */
  function judge(message: Message, length: number): void {
    if (length <= usualFrameBytes || message.bytes < headBytes) return
    const head = Buffer.from(Buffer.from(message.memory, 0, headBytes))
    message.verdict = rules.isUnwanted(head, length) ? 'unwanted' : 'wanted'
    if (message.verdict === 'wanted') return
    message.memory.resize(0)
    socket.emit('oversized', head)
  }

  function deliver({ verdict, memory, bytes, isText }: Message): void {
    message = undefined
    if (verdict === 'unwanted') return
    const whole = Buffer.from(memory, 0, bytes)
    if (isText && !isUtf8(whole)) return end(closeCodes.noText, 'no text')
    socket.emit('message', whole, !isText)
  }

  /** What still comes is read and thrown away, until the other side has seen why. */
  function end(code: number, reason: string): void {
    isOver = true
    message = undefined
    socket.emit('error', new Error(reason))
    socket.resume()
    socket.close(code, reason)
  }

  /** Once everybody who listens has seen it. */
  function free(piece: Buffer): void {
    if (!isLent) process.nextTick(giveBack, piece)
    isLent = false
  }

  // With this property the library's own `removeListener` finds what stands in its place, as with `once`.
  const divert = Object.assign(take, { listener: onData })
  wire.off('data', onData)
  wire.on('data', divert)
  // Stays when the library has stopped to listen: a client that is being sent away may go on sending.
  wire.on('data', free)
}

/** From here on what comes is read and thrown away, so that the other side gets to see why it is closed. */
export function listenNoMore(wire: Socket): void {
  wire.removeAllListeners('data')
  wire.on('data', giveBack)
  wire.resume()
}

/**
 * Frees the memory of a message, or of a piece that was read of one, at once; nobody may look at it again. V8 lets 32 MiB of
 * dead buffers lie before it looks for them. What shares its memory with others is left alone, as is the one empty buffer.
 */
export function giveBack({ buffer, length }: Buffer): void {
  if (length === 0 || !(buffer instanceof ArrayBuffer)) return
  if (buffer.resizable || buffer.byteLength === length) buffer.transferToFixedLength(0)
}

/** Where the next bytes of a message belong. */
function roomFor({ memory, bytes }: Message, more: number): Uint8Array {
  const needed = bytes + more
  if (needed > memory.byteLength) memory.resize(Math.min(memory.maxByteLength, needed + growthBytes))
  return new Uint8Array(memory, bytes, more)
}

/** Undefined while a part of it has not come. */
function readHeader(bytes: Buffer, at: number): Header | undefined {
  const left = bytes.length - at
  if (left < 2) return undefined
  const [first, second] = [bytes[at]!, bytes[at + 1]!]
  const short = second & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = second >= 0x80
  const all = 2 + lengthBytes + (isMasked ? maskBytes : 0)
  if (left < all) return undefined
  return {
    bytes: all,
    isLast: first >= 0x80,
    opcode: first & 0x0f,
    isSound: isMasked && (first & 0x70) === 0,
    length:
      lengthBytes === 0
        ? short
        : lengthBytes === 2
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2)),
    maskAt: at + all - maskBytes,
  }
}
