// Keeps an eye on wrong secrets: who is counted together, who has to wait, and who is not let near the door for now.
import { isIP } from 'node:net'
import { createLockOut, type LockOutRules } from './lock-out.ts'
import type { Peer, Visitor } from './peer.ts'
import { wrongSecretDelay } from './wrong-secret-delay.ts'

/** Counted apart, so that a worn-out device token does not use up the tries for the shared secret. */
export type SecretKind = 'shared-secret' | 'device-token'

export type Guesses = ReturnType<typeof watchGuesses>

/** `delayScale` shortens the waits in tests. */
export function watchGuesses(rules: LockOutRules, now: () => number, delayScale = 1) {
  const lockOut = createLockOut(rules, now)
  const delay = wrongSecretDelay(now, delayScale)

  return {
    /** Milliseconds for which this client's secrets of that kind are not even looked at; 0 when they are. */
    lockedMs: (visitor: Visitor, kind: SecretKind): number =>
      isExempt(visitor.peer, rules) ? 0 : lockOut.remainingMs(placeOf(visitor, kind)),

    /** Counts a wrong secret; settles when it may be answered, or the client is gone. */
    async noteWrong(visitor: Visitor, kind: SecretKind, gone: AbortSignal): Promise<void> {
      const place = placeOf(visitor, kind)
      if (!isExempt(visitor.peer, rules)) lockOut.noteWrong(place)
      await delay.holdUp(place, gone)
    },

    noteRight(visitor: Visitor, kind: SecretKind) {
      // What Serve forwards without proof shares one count: one client's success must not wipe away another's guesses.
      if (visitor.peer.via === 'tailscale' && !visitor.tailnet?.ok) return
      const place = placeOf(visitor, kind)
      lockOut.clear(place)
      delay.clear(place)
    },
  }
}

/** A page in a browser of this computer may be anybody's: it is never left out. */
function isExempt(peer: Peer, rules: LockOutRules): boolean {
  return rules.exemptLoopback && peer.isLoopback && peer.origin === undefined
}

function placeOf({ peer, tailnet }: Visitor, kind: SecretKind): string {
  if (peer.isLoopback && peer.origin !== undefined) return `${kind} ${peer.origin}`
  if (peer.via === 'tailscale' && !tailnet?.ok) return `${kind} tailscale-serve`
  return `${kind} ${networkOf(peer.address)}`
}

/** An IPv4 address, or the /64 that whoever has an IPv6 address can choose it from. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length
  const prefix = [
    ...groups,
    ...Array<string>(Math.max(0, missing)).fill('0'),
    ...(tail ?? '').split(':'),
  ].slice(0, 4)
  return `${prefix.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
