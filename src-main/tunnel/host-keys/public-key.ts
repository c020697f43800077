// Public keys in their wire form (RFC 4253, 6.6): a row of length-prefixed strings, the first of them the type.

/** How many strings a key of this type is made of, its type included. */
const partsByType: ReadonlyMap<string, number> = new Map([
  ['ssh-ed25519', 2],
  ['ssh-rsa', 3],
  ['ssh-dss', 5],
  ['ecdsa-sha2-nistp256', 3],
  ['ecdsa-sha2-nistp384', 3],
  ['ecdsa-sha2-nistp521', 3],
  ['sk-ssh-ed25519@openssh.com', 3],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 4],
])

const minimumRsaBytes = 128

/** The type of a complete plain key; undefined for anything cut short, padded, unknown, or for a certificate. */
export function publicKeyType(key: Buffer): string | undefined {
  const parts = splitStrings(key)
  const type = parts?.[0]?.toString('latin1')
  if (!parts || type === undefined || parts.length !== partsByType.get(type)) return undefined
  if (type === 'ssh-ed25519' && parts[1]?.length !== 32) return undefined
  // OpenSSH skips known_hosts lines with shorter moduli, so they must not count as "known" here either.
  if (type === 'ssh-rsa' && significantBytes(parts[2]) < minimumRsaBytes) return undefined
  return type
}

/** The length-prefixed strings that `data` consists of, or undefined when they do not end where it ends. */
export function splitStrings(data: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = []
  let at = 0
  while (at < data.length) {
    if (at + 4 > data.length) return undefined
    const length = data.readUInt32BE(at)
    at += 4
    if (length > data.length - at) return undefined
    parts.push(data.subarray(at, at + length))
    at += length
  }
  return parts
}

/** Bytes of a big-endian number without its leading zeros. */
function significantBytes(number: Buffer | undefined): number {
  if (!number) return 0
  const first = number.findIndex(byte => byte !== 0)
  return first < 0 ? 0 : number.length - first
}
