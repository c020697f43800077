import { afterEach, expect, test } from 'vitest'
import { proveKills } from '../support/kill-proof.ts'
import { testSeed } from '../support/seeded-random.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { closeTestGateways } from '../support/test-gateway.ts'

const dirs: TempDir[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const dir of dirs.splice(0)) await dir.remove()
})

// `npm run prove:kill` does the same two hundred times.
test('a gateway killed at any moment loses no message, answers none twice and does nothing twice', async () => {
  const dir = await makeTempDir('kill')
  dirs.push(dir)
  const proof = await proveKills({ kills: 8, seed: testSeed, dir: dir.path })

  expect(proof).toMatchObject({
    kills: 8,
    lost: [],
    answeredTwice: [],
    answeredWrongly: [],
    givenUp: [],
    commandsRunTwice: [],
    holesInNumbering: 0,
    integrity: 'ok',
  })
  expect(proof.answered).toBe(proof.accepted)
  expect(proof.accepted).toBeGreaterThan(10)
})
