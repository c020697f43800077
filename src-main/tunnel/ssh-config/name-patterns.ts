// The patterns of known_hosts and ssh_config: `*`, `?`, `!` and comma lists, exactly as OpenSSH's match.c reads them.

// OpenSSH gives up on a list at the first part that does not fit its buffer, even after a match.
const maxPartLength = 1_022

/** Whether `text` fits `pattern`, where `*` stands for any characters and `?` for one. Case counts. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0
  let inPattern = 0
  // Where to go back to: the last `*` takes one more character each time, which keeps this linear per star.
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = pattern[inPattern]
    if (wanted === '*') {
      star = inPattern
      starAt = at
      inPattern += 1
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      at += 1
      inPattern += 1
    } else if (star >= 0) {
      inPattern = star + 1
      starAt += 1
      at = starAt
    } else {
      return false
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}

/** `no`: no part fits. `refused`: a part with `!` fits, which outweighs any other. */
export type ListMatch = 'yes' | 'no' | 'refused'

/** Matches `text` against a comma-separated list. With `ignoreCase` the list is lowered; `text` must be already. */
export function matchesList(text: string, list: string, { ignoreCase }: { ignoreCase: boolean }): ListMatch {
  let match: ListMatch = 'no'
  for (const part of listParts(ignoreCase ? lowerAscii(list) : list)) {
    const negated = part.startsWith('!')
    const pattern = negated ? part.slice(1) : part
    if (pattern.length > maxPartLength) return 'no'
    if (!matchesPattern(text, pattern)) continue
    if (negated) return 'refused'
    match = 'yes'
  }
  return match
}

/** The parts between commas; a comma at the very end adds no empty part. */
function listParts(list: string): string[] {
  const parts = list.split(',')
  if (parts.at(-1) === '') parts.pop()
  return parts
}

/** A–Z to a–z and nothing else: OpenSSH lowers bytes, not letters. */
export function lowerAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, upper => upper.toLowerCase()) : text
}
