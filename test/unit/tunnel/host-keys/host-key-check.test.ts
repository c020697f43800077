import { expect, test } from 'vitest'
import { isExpected } from '../../../../src-main/tunnel/host-keys/host-key-check.ts'

const presented = 'SHA256:PShrE0NekY3CtTwy1XeaichIgJg8ZIvaMyTbrGVinsE'

test.each([
  [undefined, true],
  ['', true],
  ['   ', true],
  [presented, true],
  [` ${presented}\n`, true],
  [`${presented}=`, true],
  ['PShrE0NekY3CtTwy1XeaichIgJg8ZIvaMyTbrGVinsE', true],
  [`256 ${presented} root@box (ED25519)`, true],
  ['SHA256:pshre0neky3cttwy1xeaichigjg8zivamytbrgvinse', false],
  ['SHA256:PShrE0NekY3CtTwy1XeaichIgJg8ZIvaMyTbrGVins', false],
  ['256 SHA256:something-else root@box (ED25519)', false],
  ['yes', false],
])('a pasted %j is taken for the key: %s', (pasted, expected) => {
  expect(isExpected(pasted, presented)).toBe(expected)
})
