// Each end proves to the other that it can read the user's own file, without showing what stands in it: Node tells nobody
// whose process is at the other end of a socket or pipe, and on Windows anybody may open a pipe of a name we had.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type ControlEnd = 'app' | 'command'

export function newNonce(): string {
  return randomBytes(32).toString('base64url')
}

/** Binds both nonces and who speaks, so that no proof can be sent back to where it came from. */
export function prove(
  key: string,
  by: ControlEnd,
  nonces: { readonly app: string; readonly command: string },
) {
  const said = ['gangway control', by, nonces.app, nonces.command].join('\n')
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(said).digest('base64url')
}

export function isProof(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
