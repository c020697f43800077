// What a person feels of a busy page: from a key to the frame that shows it, and how long nothing could be shown.
import type { Page } from 'playwright-core'

export type Felt = {
  /** Milliseconds from each key to the next frame; 16 stands for those that took no longer than a frame. */
  readonly inputs: readonly number[]
  /** Milliseconds of each task longer than 50. */
  readonly tasks: readonly number[]
}

type Watched = { readonly keys: number[]; readonly tasks: number[] }

/** Below that, the browser does not tell (Event Timing's least `durationThreshold`). */
const frameMs = 16

/** Watches until the returned function is called, with how many keys were pressed. */
export async function watchInputs(page: Page): Promise<(pressed: number) => Promise<Felt>> {
  await page.evaluate(durationThreshold => {
    const watched: Watched = { keys: [], tasks: [] }
    const keys = new PerformanceObserver(list => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') watched.keys.push(duration)
    })
    // The types of the DOM do not know Event Timing's own option yet.
    const options: PerformanceObserverInit & { durationThreshold: number } = {
      type: 'event',
      durationThreshold,
    }
    keys.observe(options)
    const tasks = new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) watched.tasks.push(duration)
    })
    tasks.observe({ type: 'longtask' })
    Object.assign(globalThis, { watchedInputs: watched, watchers: [keys, tasks] })
  }, frameMs)
  return async pressed => {
    const { keys, tasks } = await page.evaluate(() => {
      const { watchedInputs, watchers } = globalThis as unknown as {
        watchedInputs: Watched
        watchers: PerformanceObserver[]
      }
      for (const watcher of watchers) watcher.disconnect()
      return watchedInputs
    })
    const quick = Array.from({ length: Math.max(0, pressed - keys.length) }, () => frameMs)
    return { inputs: [...keys, ...quick], tasks }
  }
}
