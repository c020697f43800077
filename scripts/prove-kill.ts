// `npm run prove:kill [-- --kills N --seed N]`: kills a gateway under load again and again, and prints what became of it.
import { parseArgs } from 'node:util'
import { proveKills } from '../test/support/kill-proof.ts'
import { readOrLeave, wholeNumber } from '../test/support/script-options.ts'
import { testSeed } from '../test/support/seeded-random.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { closeTestGateways } from '../test/support/test-gateway.ts'

const { kills, seed } = readOrLeave(() => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(testSeed) },
    },
  })
  return { kills: wholeNumber('--kills', values.kills, 1), seed: wholeNumber('--seed', values.seed, 0) }
})
const dir = await makeTempDir('kill')
const proof = await proveKills({
  kills,
  seed,
  dir: dir.path,
  say: line => console.log(line),
})
await closeTestGateways()
await dir.remove()
console.log(JSON.stringify({ seed, ...proof }, null, 2))

const { lost, answeredTwice, answeredWrongly, givenUp, commandsRunTwice, holesInNumbering, integrity } = proof
const isProven =
  [lost, answeredTwice, answeredWrongly, givenUp, commandsRunTwice].every(keys => keys.length === 0) &&
  holesInNumbering === 0 &&
  integrity === 'ok'
console.log(isProven ? 'Proven: nothing was lost, and nothing was done twice.' : 'NOT proven.')
process.exit(isProven ? 0 : 1)
