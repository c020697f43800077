// L8: a conversation of very many messages on the app's own gateway: opened, read from its end to its beginning, scrolled
// through, and its session found among many.
import path from 'node:path'
import type { Page } from 'playwright-core'
import { fillHistory } from '../../../bench/support/gateways.ts'
import { longConversation } from '../../../bench/support/gateway-load.ts'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'
import { freePort } from '../../support/free-port.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'
import { composer, openLoadWindow } from './load-window.ts'
import { watchPage } from './page-watch.ts'

const rounds = 5
const otherSessions = 1_000
const scrollMs = 6_000
const readAllMs = 240_000
const label = 'The long one'

/** Of `amount` messages. */
export const readLongChat: Measure = async ({ amount: messages }) => {
  const window = await openLoadWindow({
    prepare: stateDir => fill(stateDir, messages),
    env: { OPENCLAW_GATEWAY_PORT: String(await freePort()) },
  })
  try {
    const { page } = window
    await window.connect({ kind: 'local' })
    const openings: number[] = []
    const searches: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      searches.push(await findSession(page))
      openings.push(await openSession(page, `${messages - 1}: `))
      if (round < rounds - 1) await startOver(page)
    }
    const fresh = await scrollThrough(page)
    const again = await scrollThrough(page)
    const readMs = await readToTheBeginning(page)
    const whole = await scrollThrough(page)
    const numbers = {
      'open ms (best)': Math.min(...openings),
      'open ms (worst)': Math.max(...openings),
      'session found ms (best)': Math.min(...searches),
      'session found ms (worst)': Math.max(...searches),
      'frames/s near the end (best)': Math.max(fresh['frames/s'] ?? 0, again['frames/s'] ?? 0),
      'all read in s': readMs / 1000,
      'frames/s with all loaded': whole['frames/s'] ?? Number.NaN,
      'longest task, processor ms': whole['longest task, processor ms'] ?? Number.NaN,
      'rows at once': await page.locator('[data-message]').count(),
    }
    return loadOutcome({
      played: messages,
      failures: window.misdeeds,
      numbers,
      wants: {
        'open ms (best)': { atMost: 500 },
        'session found ms (best)': { atMost: 200 },
        'frames/s near the end (best)': { atLeast: 55 },
        'frames/s with all loaded': { atLeast: 55 },
        'rows at once': { atMost: 60 },
      },
    })
  } finally {
    await window.close()
  }
}

function fill(stateDir: string, messages: number): void {
  fillHistory(stateDir, messages)
  const database = openDatabase(path.join(stateDir, 'gateway.db'), () => '')
  const store = transcriptStore(database)
  store.setLabel(longConversation, label)
  for (let other = 0; other < otherSessions; other += 1) {
    store.ensure(`agent:main:other-${other}`, Date.now() - other * 60_000)
    store.setLabel(`agent:main:other-${other}`, `Other ${other}`)
  }
  database.close()
}

/** From typing its name until it stands in the list, which had not loaded it. */
async function findSession(page: Page): Promise<number> {
  const box = page.getByRole('searchbox', { name: 'Search the sessions' })
  // Those that were named last stand first, and the list holds a hundred.
  const name = 'Other 123'
  const found = await timed(page, () => box.fill(name), { event: 'input', within: 'button', text: name })
  await box.fill(label)
  return found
}

/** From the click until its last message is drawn. */
function openSession(page: Page, lastWords: string): Promise<number> {
  const entry = page.getByRole('button', { name: new RegExp(`^${label}`) }).first()
  return timed(page, () => entry.click(), { event: 'click', within: '[role=log]', text: lastWords })
}

/** From what a person does until the frame after the one in which the text is there, by the page's own clock. */
async function timed(
  page: Page,
  act: () => Promise<void>,
  wanted: { readonly event: string; readonly within: string; readonly text: string },
): Promise<number> {
  const waiting = await page.evaluateHandle(({ event, within, text }) => {
    const { promise, resolve } = Promise.withResolvers<number>()
    document.addEventListener(
      event,
      () => {
        const begun = performance.now()
        const look = () => {
          const isThere = [...document.querySelectorAll<HTMLElement>(within)].some(part =>
            part.innerText.includes(text),
          )
          requestAnimationFrame(isThere ? () => resolve(performance.now() - begun) : look)
        }
        look()
      },
      { capture: true, once: true },
    )
    return { promise }
  }, wanted)
  await act()
  return await waiting.evaluate(({ promise }) => promise)
}

/** A window that has read nothing of it yet, and shows another session. */
async function startOver(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search the sessions' }).fill('')
  await page
    .getByRole('button', { name: /^Main chat/ })
    .first()
    .click()
  await page.reload()
  await composer(page).waitFor()
}

async function scrollThrough(page: Page): Promise<Record<string, number>> {
  const end = await watchPage(page)
  await page.getByRole('log').hover()
  const until = performance.now() + scrollMs
  for (let way = -1; performance.now() < until; way = Math.random() < 0.02 ? -way : way) {
    await page.mouse.wheel(0, way * 160)
    await page.waitForTimeout(16)
  }
  return end()
}

/** Up to the first message, as one who keeps going up; how long that took. */
async function readToTheBeginning(page: Page): Promise<number> {
  const begun = performance.now()
  await page.evaluate(
    withinMs =>
      new Promise<void>((resolve, reject) => {
        const box = document.querySelector('[role=log]')!
        const until = performance.now() + withinMs
        const look = () => {
          if (box.textContent?.includes('The beginning of this conversation')) return resolve()
          if (performance.now() > until) return reject(new Error('the beginning did not come'))
          box.scrollTop = 0
          requestAnimationFrame(look)
        }
        look()
      }),
    readAllMs,
  )
  return performance.now() - begun
}
