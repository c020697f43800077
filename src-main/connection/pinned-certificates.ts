// What tells a renewed certificate from somebody else's: this computer's own trust, the key of the pinned one, or the
// signature of whoever signed the pinned one. A name, also an issuer's, proves nothing, for anybody can write it into a
// certificate of their own. What is known of pinned ones is kept in DIR/pinned-certificates.json: a pin is only a
// fingerprint. Nothing there decides who is let in, and nothing there is secret.
import { createHash, createPublicKey, type X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import type { DetailsOf } from '../../src-shared/errors.ts'
import type { Log } from '../logging/log.ts'

const Kept = z.object({
  /** SHA-256 of the certificate, `AA:BB:…`. */
  fingerprint: z.string().max(128),
  /** SHA-256 of its public key (SPKI), base64. */
  key: z.string().max(64),
  /** The public key (SPKI, base64) that has signed it, where that was shown: its own when it is self-signed. */
  signedBy: z.string().max(8192).optional(),
  issuer: z.string().max(200),
  /** `2026-01-31`. */
  notBefore: z.string().max(16),
  notAfter: z.string().max(16),
  /** Milliseconds since the epoch. */
  firstSeen: z.number(),
  lastSeen: z.number(),
})
type Kept = z.infer<typeof Kept>

type Comparison = Pick<
  DetailsOf<'TLS_FINGERPRINT_MISMATCH'>,
  'verdict' | 'newIssuer' | 'newDays' | 'oldIssuer' | 'oldDays' | 'oldSeen'
>

export type PinnedCertificates = {
  /** Remembers what a certificate that has just been accepted by its pin says of itself. */
  readonly note: (certificate: X509Certificate) => void
  /** What was noted of the one with this fingerprint, in this run or an earlier one. */
  readonly find: (fingerprint: string) => Kept | undefined
}

const maxKept = 64
const seenAgainAfterMs = 60 * 60_000

/** Nothing is read or written until it is needed. What cannot be read counts as empty. */
export function openPinnedCertificates(
  stateDir: string,
  parts: { readonly log: Pick<Log, 'warn'>; readonly now?: () => number },
): PinnedCertificates {
  const file = path.join(stateDir, 'pinned-certificates.json')
  const { log, now = Date.now } = parts

  function read(): Kept[] {
    try {
      return z.array(Kept).parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        log.warn('what is known of pinned certificates cannot be read', { error })
      }
      return []
    }
  }

  return {
    find: fingerprint => read().find(kept => kept.fingerprint === fingerprint),
    note: certificate => {
      // Anew each time: the app, a command and a node may each have one open.
      const all = read()
      const known = all.find(kept => kept.fingerprint === certificate.fingerprint256)
      const at = now()
      if (known && at - known.lastSeen < seenAgainAfterMs && at >= known.lastSeen) return
      const kept = { ...factsOf(certificate), firstSeen: known?.firstSeen ?? at, lastSeen: at }
      const others = all.filter(other => other !== known).toSorted((a, b) => b.lastSeen - a.lastSeen)
      try {
        mkdirSync(stateDir, { recursive: true, mode: 0o700 })
        const temporary = `${file}.${process.pid}.tmp`
        writeFileSync(temporary, JSON.stringify([kept, ...others.slice(0, maxKept - 1)]), { mode: 0o600 })
        renameSync(temporary, file)
      } catch (error) {
        log.warn('what is known of a pinned certificate cannot be kept', { error })
      }
    },
  }
}

/** `trusted`: whether this computer would have trusted it without a pin, for this name and today. */
export function compareWithPinned(
  certificate: X509Certificate,
  of: { readonly host: string; readonly trusted: boolean; readonly before: Kept | undefined },
): Comparison {
  const { host, trusted, before } = of
  const now = factsOf(certificate)
  return {
    verdict: trusted
      ? 'trusted'
      : before?.key === now.key
        ? 'same-key'
        : before && isOfSameIssuer(certificate, before, host)
          ? 'same-issuer'
          : 'unproven',
    newIssuer: now.issuer,
    newDays: daysOf(now),
    oldIssuer: before?.issuer,
    oldDays: before && daysOf(before),
    oldSeen: before && `${dayOf(before.firstSeen)} – ${dayOf(before.lastSeen)}`,
  }
}

/** Its signature, not its name: and only for this host and for today. */
function isOfSameIssuer(certificate: X509Certificate, { signedBy }: Kept, host: string): boolean {
  if (signedBy === undefined) return false
  const isForHost =
    isIP(host) === 0 ? certificate.checkHost(host) !== undefined : certificate.checkIP(host) !== undefined
  const isForToday = certificate.validFromDate <= new Date() && new Date() <= certificate.validToDate
  if (!isForHost || !isForToday) return false
  try {
    const key = createPublicKey({ key: Buffer.from(signedBy, 'base64'), format: 'der', type: 'spki' })
    return certificate.verify(key)
  } catch {
    // A kept key that is none, or one of another kind than the signature.
    return false
  }
}

function factsOf(certificate: X509Certificate): Omit<Kept, 'firstSeen' | 'lastSeen'> {
  return {
    fingerprint: certificate.fingerprint256,
    key: createHash('sha256').update(spkiOf(certificate)).digest('base64'),
    signedBy: signerOf(certificate),
    issuer: oneLine(certificate.issuer),
    notBefore: dayOf(certificate.validFrom),
    notAfter: dayOf(certificate.validTo),
  }
}

function signerOf(certificate: X509Certificate): string | undefined {
  const signers = [certificate, certificate.issuerCertificate]
  const signer = signers.find(other => other !== undefined && certificate.verify(other.publicKey))
  return signer && spkiOf(signer).toString('base64')
}

function spkiOf(certificate: X509Certificate): Buffer {
  return certificate.publicKey.export({ format: 'der', type: 'spki' })
}

function daysOf({ notBefore, notAfter }: Pick<Kept, 'notBefore' | 'notAfter'>): string {
  return `${notBefore} – ${notAfter}`
}

function oneLine(name: string): string {
  return name
    .split('\n')
    .join(', ')
    .replaceAll(/[^\P{C}]/gu, '')
    .slice(0, 200)
}

function dayOf(time: string | number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 10)
}
