// B6: a gateway as a process of its own, sent what no client should.
import path from 'node:path'
import { proveFrames } from '../support/frame-proof.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways } from '../support/test-gateway.ts'
import type { Measure } from './proof-case.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const defectsDir = path.join(root, 'test', 'defects')

export const sendHostileFrames: Measure = async ({ amount, seed }) => {
  const dir = await makeTempDir('fuzz')
  const proof = await proveFrames({ frames: amount, seed, dir: dir.path, defectsDir, isLong: true })
  await closeTestGateways()
  await dir.remove()
  const failures = proof.harmful.map(file => path.relative(root, file))
  if (proof.exitCode !== 0) failures.push(`the gateway ended with ${proof.exitCode} when it was asked to end`)
  return {
    played: proof.frames,
    passed: proof.frames - proof.harmful.length,
    failures,
    numbers: {
      connections: proof.connections,
      'MiB before': Math.round(proof.memory.before),
      'MiB after': Math.round(proof.memory.after),
    },
  }
}
