// Plays the variants of one case and gathers its verdict.
import { severalAtOnce } from '../at-once.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import type { FaultOptions, FaultVerdict } from './fault-case.ts'

export type Measured = (name: string, ms: number) => void

export type Variant<Site> = {
  readonly name: string
  /** Rejects, with what is wrong in words, when it does not end as it should. */
  readonly play: (site: Site, measured: Measured, random: SeededRandom) => Promise<void>
}

type Turn<Site> = { readonly variant: Variant<Site>; readonly seed: number }
type Closed = { readonly close: () => Promise<void> }

/** Each variant on a site of its own: what one fault leaves behind is not the next one's trouble. */
export async function playVariants<Site extends Closed>(
  id: string,
  { amount, seed }: FaultOptions,
  variants: readonly Variant<Site>[],
  open: () => Promise<Site>,
  /** More than one where a variant mostly waits; what is measured can only get longer by it. */
  atOnce = 1,
): Promise<FaultVerdict> {
  const turns = deal(variants, amount, seededRandom(seed))
  const measured: Record<string, number[]> = {}
  const note: Measured = (name, ms) => void (measured[name] ??= []).push(ms)
  const walked = await severalAtOnce(turns.length, atOnce, async turn => {
    const { variant, seed: own } = turns[turn] as Turn<Site>
    const site = await open()
    const startedOn = performance.now()
    const wrong = await variant.play(site, note, seededRandom(own)).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    const ms = Math.round(performance.now() - startedOn)
    await site.close()
    return { what: variant.name, ok: wrong === undefined, ms, wrong }
  })
  const failures = walked.flatMap(({ what, wrong }) =>
    wrong === undefined ? [] : [`${id} ${what} (seed ${seed}): ${wrong}`],
  )
  return {
    id,
    seed,
    played: walked.length,
    passed: walked.length - failures.length,
    failures,
    measured,
    walked: walked.map(({ what, ok, ms }) => ({ what, ok, ms })),
  }
}

/** All variants once, in an order that the seed gives, then all again; each draws from a seed of its own. */
function deal<Site>(variants: readonly Variant<Site>[], amount: number, random: SeededRandom): Turn<Site>[] {
  const turns: Turn<Site>[] = []
  let deck: Variant<Site>[] = []
  while (turns.length < amount && variants.length > 0) {
    if (deck.length === 0) deck = [...variants]
    const [variant] = deck.splice(random.below(deck.length), 1)
    if (variant) turns.push({ variant, seed: random.below(2 ** 31) })
  }
  return turns
}
