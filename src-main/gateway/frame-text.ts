// A text that is longer than any model reads, found out in the bytes of its frame: as a string, and as what JSON makes of
// it, it would take its size twice again.
import { endOfString } from './frame-depth.ts'

/** No model reads more in one message; a longer one would be kept, told and sent in vain. In UTF-16, as JavaScript counts. */
export const maxMessageChars = 4 * 1024 * 1024
export const overlongText = `message must not have more than ${maxMessageChars} characters`

const quote = 34
const backslash = 92
const smallU = 117
const key = /"message"\s*:\s*$/
const keyBytes = 64

export function hasOverlongMessage(bytes: Buffer): boolean {
  // A character takes a byte at least.
  if (bytes.length <= maxMessageChars) return false
  for (let begin = bytes.indexOf(quote); begin !== -1;) {
    const end = endOfString(bytes, begin)
    if (end === -1) return false
    const isLong = end - begin > maxMessageChars
    if (isLong && isMessage(bytes, begin) && leastCharacters(bytes, begin + 1, end) > maxMessageChars)
      return true
    begin = bytes.indexOf(quote, end + 1)
  }
  return false
}

function isMessage(bytes: Buffer, begin: number): boolean {
  return key.test(bytes.toString('latin1', Math.max(0, begin - keyBytes), begin))
}

/** Never more than there are: a pair of surrogates is counted as one. */
function leastCharacters(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    // The other bytes of a character in UTF-8 begin with 10.
    if ((byte & 0xc0) === 0x80) continue
    count += 1
    if (byte === backslash) at += bytes[at + 1] === smallU ? 5 : 1
  }
  return count
}
