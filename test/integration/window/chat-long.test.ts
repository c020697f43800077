// Long conversations and fast answers: what is drawn, and how much of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows, runEvents } from '../../support/chat-events.ts'
import { mainKey, scriptChatGateway, tellEvents } from '../../support/chat-gateway.ts'
import { openChatBench, soon, type ChatBench } from '../../support/chat-page.ts'
import { watchMainThread } from '../../support/main-thread.ts'
import type { LongestTasks } from '../../support/main-thread.ts'
import type { BenchWindow } from '../../support/window-bench.ts'

let chat: ChatBench
beforeAll(async () => {
  chat = await openChatBench()
})
afterAll(() => chat.close())

const start = Date.UTC(2026, 10, 1)
const said = (i: number) =>
  i % 2 === 0
    ? { ...rows.user(`question ${i}`), timestamp: start + i * 60_000 }
    : {
        ...rows.assistant(
          `answer ${i}\n\n${'Some words of it. '.repeat((i % 7) * 4)}\n\n- with *a* list\n- of two`,
        ),
        timestamp: start + i * 60_000,
      }
const conversation = (length: number) => Array.from({ length }, (_, i) => said(i))

const log = (window: BenchWindow) => window.page.getByRole('log')
const distanceToEnd = (window: BenchWindow) =>
  log(window).evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight)

/** A wheel's scrolling goes on for some frames; where it ends is asked of the page that has drawn them. */
const comesToRest = (window: BenchWindow) =>
  log(window).evaluate(async box => {
    for (let before = Number.NaN, still = 0; still < 5;) {
      still = box.scrollTop === before ? still + 1 : 0
      before = box.scrollTop
      await new Promise(resolve => requestAnimationFrame(resolve))
    }
  })

/** Printed, not judged: how long a task takes is the machine's affair as well. What is drawn is judged below. */
const report = (what: string, { wallMs, cpuMs }: LongestTasks) =>
  process.stdout.write(
    `longest task, ${what}: ${cpuMs.toFixed(0)} ms of processor, ${wallMs.toFixed(0)} ms of clock\n`,
  )

describe('a long conversation', () => {
  test('opens at its end', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, conversation(400))
    const window = await chat.open(gateway)
    await window.page.getByText('answer 399').waitFor()
    await expect.poll(() => distanceToEnd(window), soon).toBeLessThan(2)
  })

  test('is read upwards page by page, and what is being read stays where it is', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, conversation(500))
    let release = () => {}
    const window = await chat.open(gateway)
    await window.page.getByText('answer 499').waitFor()
    await expect.poll(() => gateway.asked('chat.history').length, soon).toBeGreaterThanOrEqual(1)

    // The next page is held back until the reader has come to rest.
    const whole = gateway.answers['gateway.request']!
    let held = false
    window.answer({
      'gateway.request': async request => {
        if (
          request.method === 'chat.history' &&
          (request.params as { offset?: number }).offset !== undefined
        ) {
          held = true
          await new Promise<void>(resolve => {
            release = resolve
          })
        }
        return await whole(request)
      },
    })
    await log(window).hover()
    await expect
      .poll(async () => {
        await window.page.mouse.wheel(0, -4000)
        return held
      }, soon)
      .toBe(true)
    await window.page.getByText('Reading earlier messages…').waitFor()
    await comesToRest(window)
    const anchor = await log(window).evaluate(box => {
      const top = box.getBoundingClientRect().top
      const rowsSeen = [...box.querySelectorAll<HTMLElement>('[data-message]')]
      const first = rowsSeen.find(row => row.getBoundingClientRect().top > top + 60)
      return { key: first?.dataset['message'] ?? '', top: first?.getBoundingClientRect().top ?? 0 }
    })
    const count = await log(window).evaluate(box => box.scrollHeight)
    release()
    await expect.poll(() => log(window).evaluate(box => box.scrollHeight), soon).toBeGreaterThan(count * 1.5)
    const topOf = (key: string) =>
      window.page.locator(`[data-message="${key}"]`).evaluate(row => row.getBoundingClientRect().top)
    await expect
      .poll(async () => Math.abs((await topOf(anchor.key)) - anchor.top), soon)
      .toBeLessThanOrEqual(2)
  })

  test('leads back to the end, and says when something new is there', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, conversation(60))
    const window = await chat.open(gateway)
    await window.page.getByText('answer 59').waitFor()
    await log(window).hover()
    await window.page.mouse.wheel(0, -1500)
    await window.page.getByRole('button', { name: 'Jump to latest' }).waitFor()
    await comesToRest(window)
    const before = await log(window).evaluate(box => box.scrollTop)
    const run = runEvents('k')
    await tellEvents(window, [run.delta(1, 'news', 'news'), run.final(2, 'news')])
    await window.page.getByRole('button', { name: 'New messages' }).waitFor()
    expect(await log(window).evaluate(box => box.scrollTop)).toBe(before)
    await window.page.getByRole('button', { name: 'New messages' }).click()
    await expect.poll(() => distanceToEnd(window), soon).toBeLessThan(2)
    await window.page.getByText('news').waitFor()
  })

  test('is found where it was left when another session was read meanwhile', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, conversation(80))
    gateway.sessions.push({ key: mainKey }, { key: 'agent:main:other', label: 'Other' })
    gateway.rows.set('agent:main:other', [rows.user('something else')])
    const window = await chat.open(gateway)
    await window.page.getByText('answer 79').waitFor()
    await log(window).hover()
    await window.page.mouse.wheel(0, -2000)
    await window.page.getByRole('button', { name: 'Jump to latest' }).waitFor()
    await comesToRest(window)
    const seen = () =>
      log(window).evaluate(box => {
        const middle = box.getBoundingClientRect().top + box.clientHeight / 2
        const all = [...box.querySelectorAll<HTMLElement>('[data-message]')]
        return all.find(row => row.getBoundingClientRect().bottom > middle)?.dataset['message']
      })
    const before = await seen()
    await window.page
      .getByRole('button', { name: /^Other/ })
      .first()
      .click()
    await window.page.getByText('something else').waitFor()
    await window.page.getByRole('button', { name: /^Main chat/ }).click()
    await expect.poll(seen, soon).toBe(before)
  })

  test('of ten thousand messages keeps only the rows in sight, and scrolls', async () => {
    const gateway = scriptChatGateway()
    const all = conversation(10_000)
    // A generous gateway: pages as large as the window takes.
    gateway.on('chat.history', ({ offset }) => {
      const end = all.length - Number(offset ?? 0)
      const from = Math.max(0, end - 2_000)
      return {
        sessionKey: mainKey,
        sessionId: 's',
        messages: all.slice(from, end),
        hasMore: from > 0,
        nextOffset: all.length - from,
        sessionInfo: { hasActiveRun: false },
      }
    })
    const window = await chat.open(gateway)
    await window.page.getByText('answer 9999').waitFor()
    await expect
      .poll(async () => {
        await log(window).evaluate(box => {
          box.scrollTop = 0
        })
        return gateway.asked('chat.history').length
      }, soon)
      .toBe(5)
    await window.page.getByText('The beginning of this conversation').waitFor()
    const longest = await watchMainThread(window.page)
    const rowsAtOnce: number[] = []
    const size = await log(window).evaluate(box => box.scrollHeight)
    for (let step = 0; step <= 40; step += 1) {
      await log(window).evaluate(
        (box, top) =>
          new Promise<void>(resolve => {
            box.scrollTop = top
            requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
          }),
        (size * step) / 40,
      )
      rowsAtOnce.push(await window.page.locator('[data-message]').count())
    }
    report('scrolling through 10,000 messages', await longest())
    expect(Math.max(...rowsAtOnce)).toBeLessThan(60)
    expect(Math.min(...rowsAtOnce)).toBeGreaterThan(0)
    await window.page.getByRole('button', { name: 'Jump to latest' }).click()
    await window.page.getByText('answer 9999').waitFor()
    await expect.poll(() => distanceToEnd(window), soon).toBeLessThan(2)
  })
})

describe('a fast answer', () => {
  test('of 200 tokens a second draws its own row, once a frame, and no other', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, conversation(200))
    const window = await chat.open(gateway)
    await window.page.getByText('answer 199').waitFor()
    const run = runEvents('k')
    await tellEvents(window, [run.delta(1, 'Begin. ', 'Begin. ')])
    await window.page.getByText('Begin.').waitFor()
    const longest = await watchMainThread(window.page)

    const tokens = Array.from({ length: 600 }, (_, i) =>
      i % 60 === 59
        ? '\n\n## Part\n\n'
        : i % 60 === 30
          ? '\n\n```js\nlet x = 1\n```\n\n'
          : i % 9 === 0
            ? '*word* '
            : 'word ',
    )
    const drawn = await window.page.evaluate(
      async ({ tokens, base }) => {
        const box = document.querySelector('[role=log]')!
        const touched = new Set<string>()
        let draws = 0
        let frames = 0
        const observer = new MutationObserver(records => {
          draws += 1
          for (const { target, type } of records) {
            const element = target instanceof Element ? target : target.parentElement
            const row = element?.closest<HTMLElement>('[data-message]')
            // The list moves its rows by their style; what counts is what was drawn inside of one.
            if (row) touched.add(row.dataset['message'] ?? '')
            else if (type === 'characterData') touched.add('outside')
          }
        })
        observer.observe(box, { subtree: true, childList: true, characterData: true, attributes: true })
        let counting = true
        const count = () => {
          frames += 1
          if (counting) requestAnimationFrame(count)
        }
        requestAnimationFrame(count)
        await new Promise<void>(resolve => {
          let i = 0
          // Four every 20 ms are 200 a second, and a late timer catches up.
          const began = performance.now()
          const timer = setInterval(() => {
            const due = Math.min(tokens.length, Math.floor((performance.now() - began) / 5))
            for (; i < due; i += 1) {
              benchTell('gateway.event', {
                event: 'chat',
                payload: { ...base, seq: i + 2, state: 'delta', deltaText: tokens[i] },
              })
            }
            if (i < tokens.length) return
            clearInterval(timer)
            requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
          }, 20)
        })
        counting = false
        observer.disconnect()
        return {
          touched: [...touched],
          draws,
          frames,
        }
      },
      { tokens, base: { runId: 'k', sessionKey: mainKey } },
    )
    report('an answer of 200 tokens a second', await longest())
    expect(drawn.touched).toEqual(['k:assistant'])
    // Each frame shows what came since the last; sizes that change then cost one more drawing.
    expect(drawn.draws).toBeLessThanOrEqual(drawn.frames * 2 + 2)
    expect(drawn.draws).toBeLessThan(tokens.length * 2)
    // The list follows the answer a frame behind it.
    await expect
      .poll(() => log(window).evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight))
      .toBeLessThan(2)
    await window.page.getByRole('heading', { name: 'Part' }).last().waitFor()
  })

  test('leaves alone the blocks it has finished', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('go')])
    const window = await chat.open(gateway)
    await window.page.getByText('go', { exact: true }).waitFor()
    const run = runEvents('k')
    await tellEvents(window, [run.delta(1, '# Title\n\nfirst\n\nsecond\n\nthi')])
    await window.page.getByText('thi', { exact: true }).waitFor()
    const row = window.page.locator('[data-message="k:assistant"]')
    const marked = await row.evaluate(element => {
      const [title, first] = element.querySelectorAll('[role=heading], p')
      Object.assign(title!, { benchMark: true })
      Object.assign(first!, { benchMark: true })
      return element.querySelectorAll('p').length
    })
    expect(marked).toBe(3)
    await tellEvents(window, [
      run.delta(2, 'rd\n\n- and a list'),
      run.final(3, '# Title\n\nfirst\n\nsecond\n\nthird\n\n- and a list'),
    ])
    await window.page.getByText('and a list').waitFor()
    const kept = await row.evaluate(element => {
      const [title, first] = element.querySelectorAll('[role=heading], p')
      return [title, first].map(node => (node as unknown as { benchMark?: boolean }).benchMark === true)
    })
    expect(kept).toEqual([true, true])
  })

  test('of one endless line, or nested beyond reason, is shown without a parser’s hour', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [
      rows.assistant('x'.repeat(400_000)),
      rows.assistant(`${'> '.repeat(9_000)}deep`),
      rows.assistant(`\`\`\`\n${'y'.repeat(200_000)}\n\`\`\``),
    ])
    const window = await chat.open(gateway)
    await window.page.getByRole('button', { name: 'Show all (195 KB)' }).waitFor()
    // The list opens at its end, and keeps only the rows near what is in sight.
    await expect
      .poll(async () => {
        await log(window).evaluate(box => box.scrollTo({ top: 0 }))
        return window.page.getByRole('button', { name: 'Show all (391 KB)' }).isVisible()
      })
      .toBe(true)
    const over = await log(window).evaluate(box => {
      const edge = box.getBoundingClientRect().right
      const articles = [...box.querySelectorAll('article')]
      return Math.max(...articles.map(article => article.getBoundingClientRect().right)) - edge
    })
    expect(over).toBeLessThanOrEqual(0)
    expect(await window.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  })
})

describe('for everyone', () => {
  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 400 },
    { colorScheme: 'dark', width: 400 },
  ] as const)('axe finds no fault in $colorScheme at $width wide', async ({ colorScheme, width }) => {
    const gateway = scriptChatGateway()
    gateway.sessions.push(
      { key: mainKey, lastMessagePreview: 'hi' },
      { key: 'agent:main:b', label: 'Boat', unread: true },
      { key: 'agent:main:c', label: 'Busy', hasActiveRun: true },
    )
    gateway.rows.set(mainKey, [
      rows.user('hello', 'k0', { media: [{ url: 'media://1', contentType: 'image/png', sizeBytes: 10 }] }),
      rows.assistant([
        { type: 'thinking', thinking: 'hm' },
        { type: 'toolCall', id: 'c1', name: 'exec', arguments: { a: 1 } },
      ]),
      rows.toolResult('c1', 'exec', 'no such file', true),
      rows.assistant(
        '## Title\n\n[a link](https://example.com) and ![a picture](https://example.com/x.png)\n\n- [x] done\n- [ ] not\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nls\n```',
      ),
      rows.reset(),
      rows.assistant('half', {}, { stopReason: 'aborted' }),
    ])
    const window = await chat.open(gateway, { colorScheme, viewport: { width, height: 1600 } })
    await window.page.getByText('half').waitFor()
    for (const card of await window.page.locator('summary').all()) await card.click()
    const run = runEvents('r')
    await tellEvents(window, [
      run.item(1, 't', 'exec', 'start', 'List files'),
      runEvents('e').error(2, 'It broke'),
    ])
    await window.page.getByText('Using List files…').waitFor()
    await window.page.getByText('It broke').waitFor()
    expect(await window.accessibilityFaults()).toEqual([])
    const field = window.page.getByRole('textbox', { name: 'Message', exact: true })
    await field.pressSequentially('/')
    await window.page.getByRole('option').first().waitFor()
    expect(await window.accessibilityFaults()).toEqual([])
    expect(window.complaints).toEqual([])
    expect(await window.violations()).toEqual([])
  })
})
