// B6: a gateway as a process of its own, sent what no client should.
import path from 'node:path'
import { proveFrames } from '../support/frame-proof.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways } from '../support/test-gateway.ts'
import type { Measure } from './proof-case.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const defectsDir = path.join(root, 'test', 'defects')

/** By how much its resident memory may grow at any moment, in MiB. */
const mayGrowMiB = 50

export const sendHostileFrames: Measure = async ({ amount, seed }) => {
  const dir = await makeTempDir('fuzz')
  const proof = await proveFrames({ frames: amount, seed, dir: dir.path, defectsDir, isLong: true })
  await closeTestGateways()
  await dir.remove()
  const failures = proof.harmful.map(file => path.relative(root, file))
  if (proof.exitCode !== 0) failures.push(`the gateway ended with ${proof.exitCode} when it was asked to end`)
  const { before, peak, after, settled } = proof.memory
  const grown = peak - before
  if (grown > mayGrowMiB)
    failures.push(`the gateway grew by ${Math.round(grown)} MiB, ${mayGrowMiB} are allowed`)
  return {
    played: proof.frames,
    passed: proof.frames - proof.harmful.length,
    failures,
    numbers: {
      connections: proof.connections,
      'MiB before': Math.round(before),
      'grown MiB at its peak': Math.round(grown),
      'grown MiB at the end': Math.round(after - before),
      'grown MiB 15 s later': Math.round(settled - before),
    },
  }
}
