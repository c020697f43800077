// What a person pasted, against the fingerprint that was presented.

export type Comparison = 'empty' | 'match' | 'mismatch' | 'not-sha256'

/**
 * Compares a pasted text with `SHA256:…`. The text may be the whole line that `ssh-keygen -lf` prints, come without
 * the prefix or with base64's padding. An MD5 fingerprint cannot be compared: `not-sha256`.
 */
export function compareFingerprint(pasted: string, presented: string): Comparison {
  const text = pasted.trim()
  if (text === '') return 'empty'
  if (/(?:^|\s)(?:MD5:)?(?:[0-9a-f]{2}:){15}[0-9a-f]{2}(?:\s|$)/i.test(text)) return 'not-sha256'
  const named = /SHA256:([A-Za-z0-9+/]+)=*/.exec(text)?.[1]
  const digits = named ?? text.replace(/=+$/, '')
  return `SHA256:${digits}` === presented ? 'match' : 'mismatch'
}

/** The same for a certificate's SHA-256, written with or without colons, in either case. */
export function compareCertificate(pasted: string, presented: string): Comparison {
  const text = hexOf(pasted)
  if (text === '') return 'empty'
  return text === hexOf(presented) ? 'match' : 'mismatch'
}

function hexOf(text: string): string {
  return text
    .trim()
    .replace(/^.*fingerprint=/i, '')
    .replace(/^sha-?256:/i, '')
    .replaceAll(/[:\s]/g, '')
    .toLowerCase()
}
