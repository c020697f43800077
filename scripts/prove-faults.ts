// Plays the fault table for real and prints what came of it: `node scripts/prove-faults.ts [--amount N] [--seed N] [--only F1,P4]`.
import { parseArgs } from 'node:util'
import { testSeed } from '../test/support/seeded-random.ts'
import { clockIsSet, computerSleeps, networkChanges } from '../test/proof/faults/circumstances.ts'
import { connectionEnds, connectionFallsSilent } from '../test/proof/faults/endings.ts'
import { percentile, type FaultCase } from '../test/proof/faults/fault-case.ts'
import { backAfterOutage, lightIsTrue } from '../test/proof/faults/recovery-times.ts'
import { gatewayFails, serverPunishes, sshServerFails } from '../test/proof/faults/servers.ts'
import { choppedLine, slowLine } from '../test/proof/faults/slow-lines.ts'

const cases: Readonly<Record<string, FaultCase>> = {
  F1: connectionEnds,
  F2: connectionFallsSilent,
  F3: slowLine,
  F4: choppedLine,
  F6: sshServerFails,
  F7: gatewayFails,
  F8: computerSleeps,
  F9: networkChanges,
  F10: clockIsSet,
  F18: serverPunishes,
  P4: backAfterOutage,
  P5: lightIsTrue,
}

const { values } = parseArgs({
  options: { amount: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const amount = Number(values.amount ?? 5)
const seed = Number(values.seed ?? testSeed)
const ids = values.only?.split(',') ?? Object.keys(cases)

let failed = 0
for (const id of ids) {
  const play = cases[id]
  if (!play) throw new Error(`there is no ${id}; there are ${Object.keys(cases).join(', ')}`)
  const verdict = await play({ amount, seed })
  failed += verdict.failures.length
  const times = Object.entries(verdict.measured).map(
    ([name, all]) =>
      `${name} p50 ${Math.round(percentile(all, 50))} p95 ${Math.round(percentile(all, 95))} p99 ${Math.round(percentile(all, 99))} ms`,
  )
  console.log([id, `${verdict.passed} of ${verdict.played}`, ...times].join('  '))
  for (const failure of verdict.failures) console.log(`  ${failure}`)
}
process.exitCode = failed === 0 ? 0 : 1
