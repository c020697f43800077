// Plays the variants of one case and gathers its verdict.
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import type { FaultOptions, FaultVerdict } from './fault-case.ts'

export type Measured = (name: string, ms: number) => void

export type Variant<Site> = {
  readonly name: string
  /** Rejects, with what is wrong in words, when it does not end as it should. */
  readonly play: (site: Site, measured: Measured, random: SeededRandom) => Promise<void>
}

/** Each variant on a site of its own: what one fault leaves behind is not the next one's trouble. */
export async function playVariants<Site extends { readonly close: () => Promise<void> }>(
  id: string,
  { amount, seed }: FaultOptions,
  variants: readonly Variant<Site>[],
  open: () => Promise<Site>,
): Promise<FaultVerdict> {
  const random = seededRandom(seed)
  const measured: Record<string, number[]> = {}
  const failures: string[] = []
  const walked: { what: string; ok: boolean; ms: number }[] = []
  let deck: Variant<Site>[] = []
  for (let turn = 0; turn < amount; turn++) {
    if (deck.length === 0) deck = [...variants]
    const [variant] = deck.splice(random.below(deck.length), 1)
    if (!variant) break
    const site = await open()
    const startedOn = performance.now()
    const before = failures.length
    try {
      await variant.play(site, (name, ms) => void (measured[name] ??= []).push(ms), random)
    } catch (error) {
      failures.push(
        `${id} ${variant.name} (seed ${seed}): ${error instanceof Error ? error.message : String(error)}`,
      )
    } finally {
      const ms = Math.round(performance.now() - startedOn)
      walked.push({ what: variant.name, ok: failures.length === before, ms })
      await site.close()
    }
  }
  return { id, seed, played: amount, passed: amount - failures.length, failures, measured, walked }
}
