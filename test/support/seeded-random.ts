// Random choices that can be repeated: the same seed, the same cases. A failing test prints its seed.

export type SeededRandom = {
  /** From 0 up to, not including, `below`. */
  readonly below: (below: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  /** Between `least` and `most` items, repeats included. */
  readonly several: <T>(items: readonly T[], least: number, most: number) => T[]
}

/** The seed of this run: GANGWAY_TEST_SEED, or always the same one, so that `npm test` is repeatable. */
export const testSeed = Number(process.env['GANGWAY_TEST_SEED'] ?? 20_261_122)

/** Mulberry32: small, quick and good enough to choose test cases. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  return {
    below,
    chance: probability => next() < probability,
    pick,
    several: (items, least, most) =>
      Array.from({ length: least + below(most - least + 1) }, () => pick(items)),
  }
}
