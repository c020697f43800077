import { expect, test } from 'vitest'
import { noSecretAnywhere } from '../../proof/secrets/no-secret-anywhere.ts'
import { testSeed } from '../../support/seeded-random.ts'

test('25 kinds of secrets are told in every way, and none is found in what is kept or handed out', async () => {
  const { hits, kinds, canaries, tellings, places } = await noSecretAnywhere({ amount: 50, seed: testSeed })
  expect(hits).toEqual([])
  expect([kinds, canaries]).toEqual([25, 50])
  expect(tellings).toBeGreaterThan(400)
  expect(places).toBeGreaterThanOrEqual(6)
})
