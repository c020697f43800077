// L7: five long answers at once, token by token, while one of them is watched and then something above it is read.
import type { Page } from 'playwright-core'
import type { Measure } from '../proof-case.ts'
import { sessionKeys } from './chat-load.ts'
import { loadOutcome } from './load-outcome.ts'
import { openLoadedChat } from './load-window.ts'
import { watchPage } from './page-watch.ts'

const tokensPerSecond = 200
const beforeWords = 1_000
const settleMs = 20_000

/** Answers of `amount` words each. The first half of the time the end is followed, the other half something above it is read. */
export const followFastAnswers: Measure = async ({ amount: words }) => {
  const chat = await openLoadedChat()
  try {
    const { page } = chat
    // Something to read above what is coming, and everything compiled.
    await chat.order({ kind: 'answers', perSecond: 2_000, words: beforeWords })
    await atEnd(page)
    const end = await watchPage(page)
    const begun = performance.now()
    const speaking = chat.order({ kind: 'answers', perSecond: tokensPerSecond, words })
    const halfMs = ((words * 1.05) / tokensPerSecond / 2) * 1000
    const behind = await followEnd(page, halfMs)
    await page.getByRole('log').hover()
    await page.mouse.wheel(0, -1_500)
    await page.getByRole('button', { name: 'Jump to latest' }).waitFor()
    const jump = await watchAnchor(page, halfMs * 2 - (performance.now() - begun))
    const { lastText, sent, ms } = await speaking
    const looks = await end()

    await page.getByRole('button', { name: /^(Jump to latest|New messages)$/ }).click()
    const shown = await lastWords(page, lastText)
    const numbers = {
      ...looks,
      'tokens/s in each': (sent / sessionKeys.length / ms) * 1000,
      'anchor moved px': jump,
      'frames behind the end': behind,
    }
    return loadOutcome({
      played: words,
      failures: [...(shown ? [] : ['the end of the answer is not what was sent']), ...chat.misdeeds],
      numbers,
      wants: { 'frames/s': { atLeast: 55 }, 'anchor moved px': { atMost: 1 } },
    })
  } finally {
    await chat.close()
  }
}

async function atEnd(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const box = document.querySelector('[role=log]')
    return (
      box !== null &&
      box.scrollHeight > box.clientHeight &&
      box.scrollHeight - box.scrollTop - box.clientHeight < 2
    )
  })
}

/** How many frames in a row the page was at most away from the end that it follows. */
function followEnd(page: Page, forMs: number): Promise<number> {
  return page.evaluate(
    lastsMs =>
      new Promise<number>(resolve => {
        const box = document.querySelector('[role=log]')!
        const until = performance.now() + lastsMs
        let behind = 0
        let most = 0
        const look = () => {
          behind = box.scrollHeight - box.scrollTop - box.clientHeight < 2 ? 0 : behind + 1
          most = Math.max(most, behind)
          if (performance.now() < until) requestAnimationFrame(look)
          else resolve(most)
        }
        requestAnimationFrame(look)
      }),
    forMs,
  )
}

/** How far the first row in sight moved from where it was, at most, in any frame. */
function watchAnchor(page: Page, forMs: number): Promise<number> {
  return page.evaluate(
    lastsMs =>
      new Promise<number>(resolve => {
        const box = document.querySelector('[role=log]')!
        const edge = box.getBoundingClientRect().top
        const blocks = [
          ...box.querySelectorAll<HTMLElement>(
            '[data-message] p, [data-message] h2, [data-message] [role=heading]',
          ),
        ]
        const anchor = blocks.find(block => block.getBoundingClientRect().top > edge + 40)
        const top = () => anchor?.getBoundingClientRect().top ?? Number.NaN
        const until = performance.now() + lastsMs
        let first: number | undefined
        let most = 0
        const look = () => {
          first ??= top()
          // Gone from the page, it would be at nought: as far as can be.
          most = anchor?.isConnected ? Math.max(most, Math.abs(top() - first)) : Number.POSITIVE_INFINITY
          if (performance.now() < until) requestAnimationFrame(look)
          else resolve(most)
        }
        // The wheel's own way has come to its end two frames later.
        requestAnimationFrame(() => requestAnimationFrame(look))
      }),
    forMs,
  )
}

/** Whether the answer's last words are there, at the end. */
async function lastWords(page: Page, text: string): Promise<boolean> {
  const words = text
    .replaceAll(/[^\w ]/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(-4)
    .join(' ')
  return page
    .waitForFunction(
      wanted => {
        const rows = [...document.querySelectorAll<HTMLElement>('[role=log] [data-message]')]
        return (rows.at(-1)?.innerText ?? '')
          .replaceAll(/[^\w ]/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .includes(wanted)
      },
      words,
      { timeout: settleMs },
    )
    .then(
      () => true,
      () => false,
    )
}
