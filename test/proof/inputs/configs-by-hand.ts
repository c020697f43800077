// B2: configurations written by hand, each beside `ssh -G` where ssh may be asked.
import { configsByHand } from '../../support/ssh-configs/by-hand.ts'
import { compareConfigs } from '../../support/ssh-configs/compare.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

/** The table asks for so many; when they are wanted, the others are played as well. */
const asked = 200

export const readConfigsByHand: Measure = async ({ amount }) => {
  const dir = await makeTempDir('configs-by-hand')
  const chosen = amount < asked ? configsByHand.slice(0, amount) : configsByHand
  const startedOn = performance.now()
  const compared = await compareConfigs(chosen, dir.path)
  await dir.remove()
  const wrong = compared.filter(one => one.wrong !== undefined)
  return {
    played: compared.length,
    passed: compared.length - wrong.length,
    failures: wrong.map(one => `${one.name}: ${one.wrong}`),
    numbers: {
      'compared with ssh': chosen.filter(({ expected }) => expected === 'as ssh').length,
      seconds: (performance.now() - startedOn) / 1000,
    },
  }
}
