// One run as an async iterable, for whoever answers by themselves instead of watching everything.
import type { Conversations } from './conversations.ts'
import type { RunEvent } from './run.ts'

/**
 * What happens in a run from now on, up to and including its end. Subscribed before this returns, so nothing between
 * `accept` and the first `next` is missed. Ends at once for a run that is over, and when `signal` is aborted.
 */
export function followRun(
  conversations: Conversations,
  runId: string,
  signal?: AbortSignal,
): AsyncIterable<RunEvent> {
  const events: RunEvent[] = []
  let wake: () => void = () => undefined
  const stop = conversations.watch(news => {
    if (news.kind !== 'run' || news.event.runId !== runId) return
    events.push(news.event)
    wake()
  })
  const isOpen = () => conversations.isOpen(runId) && signal?.aborted !== true
  signal?.addEventListener('abort', () => wake(), { once: true })
  return (async function* follow() {
    try {
      while (events.length > 0 || isOpen()) {
        const event = events.shift()
        if (event) yield event
        if (event?.type === 'ended') return
        if (events.length === 0 && isOpen()) {
          await new Promise<void>(resolve => (wake = resolve))
        }
      }
    } finally {
      stop()
    }
  })()
}
