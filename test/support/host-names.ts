// Host names that lead where a test says, as a line in a hosts file would; every other name goes on to the system.
import type { LookupAddress } from 'node:dns'
import dns from 'node:dns/promises'
import { isIP } from 'node:net'
import { syncBuiltinESMExports } from 'node:module'

/** `unknown`: there is no such name. `away`: no resolver answers, and the system says so. `silent`: nothing ever comes. */
export type NameAnswer = readonly string[] | 'unknown' | 'away' | 'silent'

export type HostName = {
  readonly name: string
  /** Where it leads from now on. */
  readonly lead: (answer: NameAnswer) => void
  /** How often it was looked up. */
  readonly lookups: () => number
  /** The system is asked again. */
  readonly close: () => void
}

type Known = { answer: NameAnswer; lookups: number }

const known = new Map<string, Known>()
const ofTheSystem = dns.lookup
let named = 0

/** A name of its own below `.test`, which nobody else has (RFC 6761). For what is looked up in this process. */
export function makeHostName(first: NameAnswer): HostName {
  if (dns.lookup === ofTheSystem) {
    dns.lookup = lookUp as typeof dns.lookup
    syncBuiltinESMExports()
  }
  const name = `box-${process.pid}-${(named += 1)}.test`
  const entry: Known = { answer: first, lookups: 0 }
  known.set(name, entry)
  return {
    name,
    lead: answer => void (entry.answer = answer),
    lookups: () => entry.lookups,
    close: () => {
      known.delete(name)
      if (known.size > 0) return
      dns.lookup = ofTheSystem
      syncBuiltinESMExports()
    },
  }
}

type Options = { readonly all?: boolean; readonly family?: number }

async function lookUp(name: string, options: Options = {}): Promise<LookupAddress | LookupAddress[]> {
  const entry = known.get(name)
  if (!entry) return ofTheSystem(name, options)
  entry.lookups += 1
  const { answer } = entry
  if (answer === 'silent') return new Promise(() => undefined)
  const all = typeof answer === 'string' ? [] : answer.map(address => ({ address, family: isIP(address) }))
  const wanted = all.filter(({ family }) => !options.family || family === options.family)
  const [first] = wanted
  if (first) return options.all ? wanted : first
  const code = answer === 'away' ? 'EAI_AGAIN' : 'ENOTFOUND'
  throw Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
    code,
    syscall: 'getaddrinfo',
    hostname: name,
  })
}
