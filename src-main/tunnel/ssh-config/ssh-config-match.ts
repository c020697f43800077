// Whether a `Host` or `Match` line is about the host at hand. Nothing is ever run: `Match exec` is refused.
import { ConfigFault } from './ssh-config-lines.ts'
import { lowerAscii, matchesList, matchesPattern } from './name-patterns.ts'

/** What criteria are compared with, as it stands where the line is. */
export type MatchFacts = {
  /** The name `Host` patterns are compared with: as typed, in the final pass the host name that was found. */
  readonly name: string
  readonly originalHost: string
  /** What HostName has made of it so far. */
  readonly hostname: string
  readonly user: string
  readonly localUser: string
  readonly tag: string
  readonly finalPass: boolean
}

export type MatchOutcome = {
  readonly matched: boolean
  /** `final` was asked for, so the files have to be read once more. */
  readonly wantsFinalPass: boolean
}

/** `Match exec`, reached with everything before it fulfilled. */
export class MatchExecRefused extends Error {
  override readonly name = 'MatchExecRefused'
}

/** A `Host` line: any pattern fits and none with `!` does. Throws ConfigFault. */
export function matchesHost(words: readonly string[], name: string): boolean {
  let matched = false
  for (const word of words) {
    if (word === '') throw new ConfigFault('keyword host empty argument')
    const negated = word.startsWith('!')
    if (!matchesPattern(name, negated ? word.slice(1) : word)) continue
    if (negated) return false
    matched = true
  }
  return matched
}

/** A `Match` line: all criteria have to be fulfilled. Throws ConfigFault, and MatchExecRefused unless `skipExec`. */
export function matchesCriteria(
  words: readonly string[],
  facts: MatchFacts,
  { skipExec }: { skipExec: boolean },
): MatchOutcome {
  let matched = true
  let wantsFinalPass = false
  let count = 0
  const rest = splitAssignments(words)
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const negated = word.startsWith('!')
    const criterion = lowerAscii(negated ? word.slice(1) : word)
    if (criterion === 'all') {
      if (count > 1 || rest.length > 0)
        throw new ConfigFault("'all' cannot be combined with other Match attributes")
      return { matched: matched && !negated, wantsFinalPass }
    }
    count += 1
    if (criterion === 'final' || criterion === 'canonical') {
      if (criterion === 'final') wantsFinalPass = true
      if (facts.finalPass === negated) matched = false
      continue
    }
    const value = rest.shift()
    if (value === undefined || (value === '' && !mayBeEmpty.has(criterion)))
      throw new ConfigFault(`Missing Match criteria for ${criterion}`)
    if (criterion === 'exec') {
      if (matched && !skipExec) throw new MatchExecRefused(value)
      matched = false
      continue
    }
    if (fulfils(criterion, value, facts) === negated) matched = false
  }
  return { matched, wantsFinalPass }
}

/** Without a tag, without a command. */
const mayBeEmpty = new Set(['tagged', 'command'])

function fulfils(criterion: string, value: string, facts: MatchFacts): boolean {
  switch (criterion) {
    case 'host':
      return matchesList(lowerAscii(facts.hostname), value, { ignoreCase: true }) === 'yes'
    case 'originalhost':
      return matchesList(lowerAscii(facts.originalHost), value, { ignoreCase: true }) === 'yes'
    case 'user':
      return matchesList(facts.user, value, { ignoreCase: false }) === 'yes'
    case 'localuser':
      return matchesList(facts.localUser, value, { ignoreCase: false }) === 'yes'
    case 'tagged':
      return facts.tag === '' ? value === '' : matchesList(facts.tag, value, { ignoreCase: false }) === 'yes'
    case 'command':
      // A tunnel runs no command there; OpenSSH lets an empty criterion fit that.
      return value === ''
    case 'sessiontype':
      return matchesList('none', value, { ignoreCase: false }) === 'yes'
    default:
      throw new ConfigFault(`Match ${criterion} is not understood`)
  }
}

/** `host=name` counts as two words, with or without blanks around the sign. */
function splitAssignments(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (word === '=') return []
    const isValue = /^!?[A-Za-z]+$/.test(words[index - 1] ?? '')
    if (isValue && word.startsWith('=')) return [word.slice(1)]
    const match = /^(!?[A-Za-z]+)=(.*)$/s.exec(word)
    if (!match) return [word]
    const [, name = '', value = ''] = match
    return value === '' && words[index + 1] !== undefined ? [name] : [name, value]
  })
}
