// The sign-in that an address may bring: `http://127.0.0.1:18789/#token=…`, as `gangway dashboard` prints it.
import type { PageSecret } from './page-greeting.ts'

/**
 * Takes the secret out of the address, so that it stands in no history and no bookmark. A fragment never reaches a
 * server or its logs; what stands before it would, and is not looked at.
 */
export function takeSecretFromAddress(
  at: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): PageSecret | undefined {
  const given = new URLSearchParams(at.hash.replace(/^#/, ''))
  for (const kind of ['token', 'password'] as const) {
    const secret = given.get(kind)
    if (secret === null) continue
    history.replaceState(null, '', at.pathname)
    return secret === '' ? undefined : { kind, secret }
  }
  return undefined
}
