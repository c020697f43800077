// What a person would feel of a busy page, measured inside of it: frames, long tasks, and how long a key takes to show.
import type { Page } from 'playwright-core'
import type { DesktopBridge, GatewayEvent } from '../../../src-shared/desktop-api.ts'
import { watchMainThread, type LongestTasks } from '../../support/main-thread.ts'
import { percentile } from '../proof-case.ts'

type PageLooks = {
  readonly ms: number
  /** Between one frame and the next, in milliseconds. */
  readonly frames: readonly number[]
  /** From a key to the frame that shows it; shorter ones than 16 ms are not told by the browser. */
  readonly keys: readonly number[]
}

/**
 * Begins; what it returns ends it and gives numbers. `keysPressed` counts the keys that were too quick to be told as well.
 * A task has two lengths: by the clock, which others on this computer make longer, and by the processor's time for it.
 */
export async function watchPage(
  page: Page,
): Promise<(keysPressed?: number) => Promise<Record<string, number>>> {
  const longest = await watchMainThread(page)
  await page.evaluate(() => {
    const looks = { from: performance.now(), frames: [] as number[], keys: [] as number[] }
    let last: number | undefined
    let watching = true
    const frame = (at: number) => {
      if (last !== undefined) looks.frames.push(at - last)
      last = at
      if (watching) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    const keys = new PerformanceObserver(list => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') looks.keys.push(duration)
    })
    keys.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    globalThis.endPageWatch = () => {
      watching = false
      keys.disconnect()
      const { from, ...seen } = looks
      return { ms: performance.now() - from, ...seen }
    }
  })
  return async (keysPressed = 0) => {
    const looks = await page.evaluate(() => endPageWatch())
    return numbersOf(looks, await longest(), keysPressed)
  }
}

function numbersOf(
  { ms, frames, keys }: PageLooks,
  { wallMs, cpuMs }: LongestTasks,
  keysPressed: number,
): Record<string, number> {
  const quick = Array.from({ length: Math.max(0, keysPressed - keys.length) }, () => 16)
  return {
    'frames/s': (frames.length * 1000) / ms,
    'frame p95 ms': percentile(frames, 95),
    'longest task, processor ms': cpuMs,
    'longest task, clock ms': wallMs,
    ...(keysPressed > 0 && { 'key to frame p95 ms': percentile([...keys, ...quick], 95) }),
  }
}

/** How long the app takes to answer, asked again and again; ends with all of them, in milliseconds. */
export async function watchAnswers(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(everyMs => {
    const { desktop } = globalThis as unknown as { desktop: DesktopBridge }
    const times: number[] = []
    let isOver = false
    const ask = async () => {
      const begun = performance.now()
      await desktop.ask('connection.current')
      times.push(performance.now() - begun)
      if (!isOver) setTimeout(() => void ask(), everyMs)
    }
    void ask()
    globalThis.endAnswerWatch = () => {
      isOver = true
      return times
    }
  }, 50)
  return () => page.evaluate(() => endAnswerWatch())
}

export type Heard = { readonly count: number; readonly outOfPlace: number; readonly gaps: number }

/** Counts the numbered events that the page is told, and whether each is the one after the last. */
export async function countEvents(page: Page): Promise<() => Promise<Heard>> {
  await page.evaluate(() => {
    const heard = { count: 0, outOfPlace: 0, gaps: 0 }
    const desktop = (globalThis as unknown as { desktop: DesktopBridge }).desktop
    desktop.on('gateway.event', told => {
      const { payload } = told as GatewayEvent
      const number = (payload as { loadNumber?: unknown } | null)?.loadNumber
      if (typeof number !== 'number') return
      if (number !== heard.count) heard.outOfPlace += 1
      heard.count += 1
    })
    desktop.on('gateway.gap', () => {
      heard.gaps += 1
    })
    globalThis.eventsHeard = () => ({ ...heard })
  })
  return () => page.evaluate(() => eventsHeard())
}

declare global {
  function endPageWatch(): PageLooks
  function endAnswerWatch(): number[]
  function eventsHeard(): Heard
}
