// One case in this process, for the process that started it: `node measure-case.ts ID AMOUNT SEED`.
import { endGroup } from './play-case.ts'
import { cases } from './registry/cases.ts'

const [, , id, amount, seed] = process.argv
const found = cases.find(one => one.id === id)
if (!found?.measure || !process.send) throw new Error(`there is nothing to measure for ${id}`)
// Nobody waits for the outcome any more, so what was started for it ends as well; on its own this keeps nothing alive.
process.once('disconnect', () => endGroup(process.pid))
process.channel?.unref()
if (!process.connected) endGroup(process.pid)
const outcome = await found.measure({ amount: Number(amount), seed: Number(seed) })
process.send(outcome, () => process.exit(0))
