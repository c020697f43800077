// How long the window's own thread is busy at a stretch, from the browser's trace.
import type { Page } from 'playwright-core'

export type LongestTasks = {
  /** By the clock on the wall: a machine busy with other things makes it longer. */
  readonly wallMs: number
  /** By the time the processor gave to it. */
  readonly cpuMs: number
}

type TraceEvent = {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** Begins to watch; what it returns ends it. One at a time in a browser. */
export async function watchMainThread(page: Page): Promise<() => Promise<LongestTasks>> {
  const browser = page.context().browser()
  if (!browser) throw new Error('This page belongs to no browser that could be traced.')
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[]
    }
    // Other pages of the browser have main threads as well; ours is the one that ran the page's frames.
    const threads = traceEvents.filter(
      event => event.name === 'thread_name' && event.args.name === 'CrRendererMain',
    )
    const busy = threads.map(({ pid, tid }) =>
      traceEvents.filter(
        event => event.ph === 'X' && event.pid === pid && event.tid === tid && event.name.endsWith('RunTask'),
      ),
    )
    const tasks = busy.sort((a, b) => b.length - a.length)[0] ?? []
    const longest = (key: 'dur' | 'tdur') => Math.max(0, ...tasks.map(task => (task[key] ?? 0) / 1000))
    return { wallMs: longest('dur'), cpuMs: longest('tdur') }
  }
}
