// Plays what mostly waits several times at once; the order in which results come is that in which they were asked for.

/** `play` is called with 0 up to `amount`, never more than `atOnce` of them under way. */
export async function severalAtOnce<T>(
  amount: number,
  atOnce: number,
  play: (turn: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  // One iterator for all: whoever is free takes the next turn.
  const turns = Array.from({ length: amount }, (_, turn) => turn).values()
  const player = async () => {
    for (const turn of turns) results[turn] = await play(turn)
  }
  await Promise.all(Array.from({ length: Math.min(amount, atOnce) }, player))
  return results
}
