// What tells a renewed certificate from somebody else's: this computer's own trust, or the key of the pinned one. A name,
// also an issuer's, proves nothing, for anybody can write it into a certificate of their own.
import type { X509Certificate } from 'node:crypto'
import type { DetailsOf } from '../../src-shared/errors.ts'

type Facts = { readonly key: string; readonly issuer: string; readonly days: string }

type Comparison = Pick<
  DetailsOf<'TLS_FINGERPRINT_MISMATCH'>,
  'verdict' | 'newIssuer' | 'newDays' | 'oldIssuer' | 'oldDays'
>

const maxKept = 64
/** Of this run, by fingerprint: of a pinned certificate only that is stored. */
const seen = new Map<string, Facts>()

/** Remembers what a certificate that has just been accepted by its pin says of itself. */
export function notePinned(certificate: X509Certificate): void {
  const oldest = seen.keys().next().value
  if (seen.size >= maxKept && oldest !== undefined) seen.delete(oldest)
  seen.set(certificate.fingerprint256, factsOf(certificate))
}

/** `trusted`: whether this computer would have trusted it without a pin, for this name and today. */
export function compareWithPinned(certificate: X509Certificate, pin: string, trusted: boolean): Comparison {
  const [now, before] = [factsOf(certificate), seen.get(pin)]
  return {
    verdict: trusted ? 'trusted' : before?.key === now.key ? 'same-key' : 'unproven',
    newIssuer: now.issuer,
    newDays: now.days,
    oldIssuer: before?.issuer,
    oldDays: before?.days,
  }
}

function factsOf(certificate: X509Certificate): Facts {
  return {
    key: certificate.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    issuer: oneLine(certificate.issuer),
    days: `${dayOf(certificate.validFrom)} – ${dayOf(certificate.validTo)}`,
  }
}

function oneLine(name: string): string {
  return name
    .split('\n')
    .join(', ')
    .replaceAll(/[^\P{C}]/gu, '')
    .slice(0, 200)
}

function dayOf(text: string): string {
  const time = Date.parse(text)
  return Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(0, 10)
}
