// How deep a frame is nested, found out before it is parsed: parsing a few megabytes of brackets takes seconds, and what
// is deeper than the stack can be read by JSON.parse, but never be written again by JSON.stringify.

/** No method of the protocol, and no configuration, comes near it. */
export const maxFrameDepth = 128

const quote = 34
const backslash = 92
const opening = new Set([91, 123])
const closing = new Set([93, 125])

/** Looks at the bytes of a frame in UTF-8, in which these signs are no part of any other: no text is made of what is refused. */
export function isTooDeep(bytes: Buffer): boolean {
  // Each level takes a character at least.
  if (bytes.length <= maxFrameDepth) return false
  let depth = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0
    if (code === quote) {
      at = endOfString(bytes, at)
      if (at === -1) return false
    } else if (opening.has(code)) {
      depth += 1
      if (depth > maxFrameDepth) return true
    } else if (closing.has(code)) depth -= 1
  }
  return false
}

/** Where the string that begins at `begin` ends; -1 when it does not. */
export function endOfString(bytes: Buffer, begin: number): number {
  for (let end = bytes.indexOf(quote, begin + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0
    while (bytes[end - 1 - slashes] === backslash) slashes += 1
    if (slashes % 2 === 0) return end
  }
  return -1
}
