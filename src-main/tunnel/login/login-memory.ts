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
}

/** One for each connection a person began; handed to every reopening of it. */
export function createLoginMemory(): LoginMemory {
  return { trustedHostKeys: new Set(), openedKeys: new Map(), passwords: new Map() }
}

export function hostKeyId(hostname: string, port: number, fingerprint: string): string {
  return `[${hostname}]:${port} ${fingerprint}`
}
