// Whether this computer's Tailscale vouches for who a client behind Serve is said to be. The header alone is worth
// nothing: any program of this computer could write it.
import type { Peer, TailnetFault, TailnetWord } from './peer.ts'

type Whois = (address: string) => Promise<string | undefined>

const rememberMs = 60_000
const maxRemembered = 1_000

export type IdentifyVisitor = (peer: Peer) => Promise<TailnetWord | undefined>

/** Asks once a minute for each address; undefined for whoever did not come through Serve. Never rejects. */
export function identifyByTailnet(
  whois: Whois,
  now: () => number,
  onFailed: (error: unknown) => void,
): IdentifyVisitor {
  const known = new Map<string, { login: Promise<string | undefined>; until: number }>()

  function loginAt(address: string): Promise<string | undefined> {
    const before = known.get(address)
    if (before && now() < before.until) return before.login
    const login = whois(address)
    known.delete(address)
    known.set(address, { login, until: now() + rememberMs })
    // A failure is not remembered: the next client asks again.
    login.catch(() => known.delete(address))
    const oldest = known.size > maxRemembered ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    return login
  }

  return async ({ via, address, claimedLogin }) => {
    if (via !== 'tailscale') return undefined
    if (claimedLogin === undefined) return fault('tailscale_user_missing')
    try {
      const login = await loginAt(address)
      if (login === undefined) return fault('tailscale_whois_failed')
      return isSame(login, claimedLogin) ? { ok: true, login } : fault('tailscale_user_mismatch')
    } catch (error) {
      onFailed(error)
      return fault('tailscale_whois_failed')
    }
  }
}

/** Login names look like addresses of e-mail, and nobody minds their capitals. */
function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

function fault(reason: TailnetFault): TailnetWord {
  return { ok: false, fault: reason }
}
