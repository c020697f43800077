// How deep a frame is nested, found out before it is parsed: parsing a few megabytes of brackets takes seconds, and what
// is deeper than the stack can be read by JSON.parse, but never be written again by JSON.stringify.

/** No method of the protocol, and no configuration, comes near it. */
export const maxFrameDepth = 128

const quote = 34
const backslash = 92
const opening = new Set([91, 123])
const closing = new Set([93, 125])

export function isTooDeep(text: string): boolean {
  // Each level takes a character at least.
  if (text.length <= maxFrameDepth) return false
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at)
      if (at === -1) return false
    } else if (opening.has(code)) {
      depth += 1
      if (depth > maxFrameDepth) return true
    } else if (closing.has(code)) depth -= 1
  }
  return false
}

/** What a frame that is not parsed calls itself, if that stands before its parameters, where clients write it. */
export function idAtBegin(text: string): { readonly id: string | undefined } {
  return { id: /^\{"type":"req","id":"([^"\\]{1,100})"/.exec(text)?.[1] }
}

/** Where the string that begins at `begin` ends; -1 when it does not. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return end
  }
  return -1
}
