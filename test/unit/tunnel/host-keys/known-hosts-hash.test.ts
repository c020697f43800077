import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashesTo, prepareName } from '../../../../src-main/tunnel/host-keys/known-hosts-hash.ts'

test('a name of any length hashes to what HMAC-SHA1 says', () => {
  for (let length = 0; length <= 300; length += 1) {
    const name = randomBytes(length).toString('latin1')
    const salt = randomBytes(20)
    const digest = createHmac('sha1', salt).update(name, 'latin1').digest()
    expect(hashesTo(prepareName(name), salt, digest), `length ${length}`).toBe(true)
  }
})

test('a digest that differs in one bit is another one', () => {
  const salt = randomBytes(20)
  const digest = createHmac('sha1', salt).update('host').digest()
  for (let bit = 0; bit < 160; bit += 1) {
    const other = Buffer.from(digest)
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(hashesTo(prepareName('host'), salt, other), `bit ${bit}`).toBe(false)
  }
})
