// Keeps the beginning and the end of a program's output, however much it writes.
import { stripVTControlCharacters } from 'node:util'
import { cutInTheMiddle } from './toolbox.ts'

const keptBytes = 32 * 1024

export function createOutputTail() {
  const head: Buffer[] = []
  let headBytes = 0
  let tail: Buffer = Buffer.alloc(0)
  let allBytes = 0

  return {
    add(part: Buffer) {
      allBytes += part.byteLength
      const room = keptBytes - headBytes
      if (room > 0) {
        head.push(part.subarray(0, room))
        headBytes += Math.min(room, part.byteLength)
      }
      if (part.byteLength > room) {
        const grown = Buffer.concat([tail, part.subarray(Math.max(0, room))])
        tail = grown.subarray(Math.max(0, grown.byteLength - keptBytes))
      }
    },

    text(): string {
      const dropped = allBytes - headBytes - tail.byteLength
      const middle = dropped > 0 ? `\n…(${dropped} bytes left out)…\n` : ''
      const text = Buffer.concat(head).toString('utf8') + middle + tail.toString('utf8')
      // Programs colour what they write for terminals.
      return cutInTheMiddle(stripControls(text), 2 * keptBytes)
    },
  }
}

function stripControls(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/\p{Cc}/gu, character => kept[character] ?? '')
}

const kept: Readonly<Record<string, string>> = { '\n': '\n', '\t': '\t', '\r': '\n' }
