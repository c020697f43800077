// F14: the gateway as a process of its own, killed under load.
import { proveKills } from '../support/kill-proof.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways } from '../support/test-gateway.ts'
import type { Measure } from './proof-case.ts'

export const killGateways: Measure = async ({ amount, seed }) => {
  const dir = await makeTempDir('kill')
  const proof = await proveKills({ kills: amount, seed, dir: dir.path })
  await closeTestGateways()
  await dir.remove()
  const { lost, answeredTwice, answeredWrongly, givenUp, commandsRunTwice } = proof
  const wrong = { lost, answeredTwice, answeredWrongly, givenUp, commandsRunTwice }
  const failures = Object.entries(wrong)
    .filter(([, keys]) => keys.length > 0)
    .map(([what, keys]) => `${what}: ${keys.join(', ')} (seed ${seed})`)
  if (proof.holesInNumbering > 0) failures.push(`holes in the numbering: ${proof.holesInNumbering}`)
  if (proof.integrity !== 'ok') failures.push(`the file is not whole: ${proof.integrity}`)
  return {
    played: proof.kills,
    passed: failures.length === 0 ? proof.kills : 0,
    failures,
    numbers: {
      accepted: proof.accepted,
      answered: proof.answered,
      lost: lost.length,
      'answered twice': answeredTwice.length,
      'commands run': proof.commandsRun,
      'run twice': commandsRunTwice.length,
    },
  }
}
