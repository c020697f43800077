// What disks do to an SQLite file: pages of zeros or of something else, a file cut off, a bit turned over, a sector gone astray.
import type { SeededRandom } from '../../support/seeded-random.ts'

const pageBytes = 4096

/** A damaged copy. */
export function damageDisk(whole: Buffer, random: SeededRandom): Buffer {
  const bytes = Buffer.from(whole)
  const page = random.below(bytes.length / pageBytes) * pageBytes
  return random.pick<() => Buffer>([
    () => bytes.fill(0, page, page + pageBytes),
    () => bytes.fill(random.below(256), page, page + pageBytes),
    // Of a file without a byte nobody can tell that there ever was more.
    () => bytes.subarray(0, 1 + random.below(bytes.length - 1)),
    () => {
      // One bit, anywhere.
      const at = random.below(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    },
    () => {
      // A sector that went to the wrong place.
      const to = random.below(bytes.length / 512) * 512
      bytes.copy(bytes, to, page, page + 512)
      return bytes
    },
  ])()
}
