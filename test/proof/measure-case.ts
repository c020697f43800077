// One case in this process, for the process that started it: `node measure-case.ts ID AMOUNT SEED`.
import { cases } from './registry/cases.ts'

const [, , id, amount, seed] = process.argv
const found = cases.find(one => one.id === id)
if (!found?.measure || !process.send) throw new Error(`there is nothing to measure for ${id}`)
const outcome = await found.measure({ amount: Number(amount), seed: Number(seed) })
process.send(outcome, () => process.exit(0))
