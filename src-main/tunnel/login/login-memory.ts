// What a person has answered, kept in memory as long as whoever made it keeps it: a reconnect then asks for nothing
// twice, and nothing of it is ever written down.
import type { PrivateKey } from './private-key.ts'

export type LoginMemory = {
  /** Host keys that were trusted for now: `hostKeyId`. */
  readonly trustedHostKeys: Set<string>
  /** Keys that a passphrase has opened, by path. */
  readonly openedKeys: Map<string, PrivateKey>
  /** Passwords that a server has accepted, or was about to be given, by `passwordId`. */
  readonly passwords: Map<string, string>
  /** Logins, by `passwordId`, that the first key offered opened: it is offered there without asking what may be. */
  readonly firstKeyServes: Set<string>
  /** How long an unattended dial waits for a server's first word. It grows while none comes, for a server may be slow. */
  firstWordTimeoutMs: number
}

const firstWordTimeoutMs = { least: 4_000, most: 20_000 }

/** One for each connection a person began; handed to every reopening of it. */
export function createLoginMemory(): LoginMemory {
  return {
    trustedHostKeys: new Set(),
    openedKeys: new Map(),
    passwords: new Map(),
    firstKeyServes: new Set(),
    firstWordTimeoutMs: firstWordTimeoutMs.least,
  }
}

export function hostKeyId(hostname: string, port: number, fingerprint: string): string {
  return `[${hostname}]:${port} ${fingerprint}`
}

/** A server that let a client in was quick enough; one that said nothing is given twice the time. */
export function noteFirstWord(memory: LoginMemory, came: boolean): void {
  const { least, most } = firstWordTimeoutMs
  memory.firstWordTimeoutMs = came ? least : Math.min(most, memory.firstWordTimeoutMs * 2)
}
