// `npm run fuzz [-- --frames N --seed N]`: sends a gateway what no client should, and prints what became of it.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { proveFrames } from '../test/support/frame-proof.ts'
import { readOrLeave, wholeNumber } from '../test/support/script-options.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { closeTestGateways } from '../test/support/test-gateway.ts'

const { frames, seed } = readOrLeave(() => {
  const { values } = parseArgs({
    options: {
      frames: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  })
  return { frames: wholeNumber('--frames', values.frames, 1), seed: wholeNumber('--seed', values.seed, 0) }
})
console.log(`seed ${seed}`)
const dir = await makeTempDir('fuzz')
const proof = await proveFrames({
  frames,
  seed,
  dir: dir.path,
  defectsDir: path.resolve(import.meta.dirname, '..', 'test', 'defects'),
  isLong: true,
  say: line => console.log(line),
})
await closeTestGateways()
await dir.remove()
console.log(JSON.stringify({ seed, ...proof }, null, 2))

const isProven = proof.harmful.length === 0 && proof.exitCode === 0
console.log(isProven ? 'Proven: nothing did harm.' : 'NOT proven.')
process.exit(isProven ? 0 : 1)
