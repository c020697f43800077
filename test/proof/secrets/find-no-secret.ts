// P6: what was planted and where it was found, as the proof takes it.
import type { Measure } from '../proof-case.ts'
import { noSecretAnywhere } from './no-secret-anywhere.ts'

export const findNoSecret: Measure = async options => {
  const { hits, canaries, ...numbers } = await noSecretAnywhere(options)
  const found = new Set(hits.map(({ kind }) => kind)).size
  return {
    played: canaries,
    passed: canaries - found,
    failures: hits.map(({ kind, place }) => `${kind} in ${place}`),
    numbers,
  }
}
