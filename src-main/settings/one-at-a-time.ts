/** Runs tasks in the order they were handed in, each after the one before has settled, so that read-change-write never overlaps. */
export function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return task => {
    const before = last
    const done = (async () => {
      await before
      return task()
    })()
    last = done.catch(() => undefined)
    return done
  }
}
