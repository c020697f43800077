import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { proveFrames } from '../support/frame-proof.ts'
import { testSeed } from '../support/seeded-random.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { closeTestGateways } from '../support/test-gateway.ts'

const dirs: TempDir[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const dir of dirs.splice(0)) await dir.remove()
})

const defectsDir = path.resolve(import.meta.dirname, '..', 'defects')

// `npm run fuzz` does the same with a million frames, with the biggest that there may be, and with clients that do not read.
test('whatever clients send, the gateway goes on, counts it, and keeps its memory', async () => {
  const dir = await makeTempDir('fuzz')
  dirs.push(dir)
  const proof = await proveFrames({ frames: 4_000, seed: testSeed, dir: dir.path, defectsDir, isLong: false })

  expect(proof).toMatchObject({ harmful: [], exitCode: 0 })
  expect(proof.frames).toBeGreaterThan(4_000)
  expect(proof.counted['ignored']).toBeGreaterThan(100)
  expect(proof.counted['refused']).toBeGreaterThan(20_000)
  expect(proof.replayed).toBeGreaterThan(0)
  expect(proof.memory.peak - proof.memory.before).toBeLessThan(100)
})
