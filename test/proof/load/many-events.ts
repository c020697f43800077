// L6: thousands of events a second, while somebody types.
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'
import { composer, openLoadedChat, typeUntil } from './load-window.ts'
import { countEvents, watchPage } from './page-watch.ts'

const perSecond = 5_000
const settleMs = 20_000

/** `amount` events in all. */
export const hearManyEvents: Measure = async ({ amount }) => {
  const chat = await openLoadedChat()
  try {
    const { page } = chat
    const heard = await countEvents(page)
    // Everything is loaded and compiled by the time that counts.
    await chat.order({ kind: 'flood', perSecond: 500, total: 1_000 })
    await page.waitForFunction(() => eventsHeard().count >= 1_000)
    const before = await heard()
    const end = await watchPage(page)

    const flood = chat.order({ kind: 'flood', perSecond, total: amount })
    const pressed = await typeUntil(page, flood)
    const { ms } = await flood
    await page
      .waitForFunction(wanted => eventsHeard().count >= wanted, before.count + amount, { timeout: settleMs })
      .catch(() => undefined)
    const looks = await end(pressed)
    const after = await heard()
    const typed = await composer(page).inputValue()

    const numbers = {
      lost: before.count + amount - after.count,
      'out of place': after.outOfPlace,
      gaps: after.gaps,
      'events/s': (amount * 1000) / ms,
      ...looks,
    }
    const failures = [
      ...(typed.length === pressed ? [] : [`${pressed} keys were pressed, ${typed.length} are there`]),
      ...chat.misdeeds,
    ]
    return loadOutcome({
      played: amount,
      failures,
      numbers,
      wants: {
        lost: { atMost: 0 },
        'out of place': { atMost: 0 },
        gaps: { atMost: 0 },
        'events/s': { atLeast: perSecond * 0.95 },
        'longest task, processor ms': { atMost: 50 },
        'key to frame p95 ms': { atMost: 100 },
      },
    })
  } finally {
    await chat.close()
  }
}
