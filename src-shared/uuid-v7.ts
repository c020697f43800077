// Keys that sort by when they were made: RFC 9562, version 7.

/** `now` in milliseconds since the epoch; `random` are ten bytes nobody can guess. */
export function uuidV7(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  bytes.set(random.subarray(0, 10), 6)
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 256 ** (5 - index)) % 256
  bytes[6] = ((bytes[6] ?? 0) % 16) + 0x70
  bytes[8] = ((bytes[8] ?? 0) % 64) + 0x80
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
