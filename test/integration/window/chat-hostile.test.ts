// A message is written by a model that may have read anything. Nothing in it may run, be fetched, or lead away.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { rows, runEvents } from '../../support/chat-events.ts'
import { mainKey, scriptChatGateway, tellEvents } from '../../support/chat-gateway.ts'
import { away, scripts } from '../../support/hostile-chat/scripts.ts'
import { openWindowBench } from '../../support/window-bench.ts'
import type { BenchWindow, WindowBench } from '../../support/window-bench.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function openWith(messages: readonly unknown[]): Promise<BenchWindow> {
  const gateway = scriptChatGateway()
  gateway.rows.set(mainKey, [...messages])
  gateway.sessions.push({ key: mainKey, label: scripts[1], lastMessagePreview: scripts[0] })
  const window = await bench.open({
    hash: '#/chat',
    answers: gateway.answers,
    viewport: { width: 1280, height: 12_000 },
  })
  onTestFinished(() => window.close())
  return window
}

async function nothingHappened(window: BenchWindow): Promise<void> {
  const found = await window.page.evaluate(() => ({
    pwned: 'pwned' in globalThis,
    dangerous: [
      ...document.querySelectorAll(
        'main :is(script, iframe, object, embed, form[action], link, style, base, meta, video, audio, math, template)',
      ),
    ].map(element => element.outerHTML),
    handlers: [...document.querySelectorAll('main *')].flatMap(element =>
      element.getAttributeNames().filter(name => name.startsWith('on')),
    ),
    links: [...document.querySelectorAll('[role=log] [href]')].map(element => element.outerHTML),
    pictures: [...document.querySelectorAll('[role=log] img')].map(element =>
      element.getAttribute('src')?.slice(0, 40),
    ),
  }))
  expect(found).toEqual({ pwned: false, dangerous: [], handlers: [], links: [], pictures: [] })
  expect(window.foreignRequests).toEqual([])
  expect(await window.violations()).toEqual([])
  expect(window.complaints).toEqual([])
  expect(window.page.url()).toBe(`${bench.origin}/#/chat`)
}

test(`${scripts.length} hostile answers run nothing, fetch nothing and lead nowhere`, async () => {
  const window = await openWith(scripts.map(probe => rows.assistant(probe)))
  await expect.poll(() => window.page.getByRole('article').count()).toBe(scripts.length)
  await nothingHappened(window)

  // Whatever looks like a link asks first, in whichever way it is used.
  const links = await window.page.getByRole('log').getByRole('link').all()
  expect(links.length).toBeGreaterThan(3)
  for (const link of links) {
    await link.click({ button: 'middle' })
    await link.click({ modifiers: ['Control'] })
    const dialog = window.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  expect(window.page.context().pages()).toHaveLength(1)
  expect(window.askedFor('app.openExternal')).toEqual([])
  await nothingHappened(window)
})

test('the same in a person’s words, a tool’s result, a thought, an error and a stream of single characters', async () => {
  const everywhere = scripts.join('\n\n')
  const window = await openWith([
    rows.user(everywhere),
    rows.assistant([
      { type: 'thinking', thinking: everywhere },
      { type: 'toolCall', id: 'c1', name: scripts[1], arguments: { probe: everywhere } },
    ]),
    rows.toolResult('c1', 'exec', everywhere),
    rows.assistant(
      [
        { type: scripts[1] },
        { type: 'image', mimeType: 'image/svg+xml', data: 'PHN2Zz4=' },
        { type: 'image', url: away },
      ],
      {},
      { stopReason: 'error', errorMessage: scripts[1] },
    ),
  ])
  await window.page.getByText('The answer failed').waitFor()
  for (const card of await window.page.locator('summary').all()) await card.click()
  await window.page.getByText('Result', { exact: true }).waitFor()

  const run = runEvents('stream')
  const text = [...scripts.slice(0, 12), scripts[36]].join('\n\n')
  await window.page.evaluate(
    ({ payloads }) => {
      for (const payload of payloads) benchTell('gateway.event', { event: 'chat', payload })
    },
    { payloads: Array.from(text, (character, i) => run.delta(i + 1, character).payload) },
  )
  await tellEvents(window, [run.final(text.length + 1, text)])
  await window.page.getByRole('article').nth(2).waitFor()
  await nothingHappened(window)
})

test('a link says where it leads before anything is opened, and only then', async () => {
  const window = await openWith([
    rows.assistant(
      '[https://bank.com](https://bücher.example/a?b=1), [plain](http://example.com) and [mail](mailto:maria@example.com)',
    ),
  ])
  const link = window.page.getByRole('link', { name: 'https://bank.com' })
  await window.page.getByText('(leads to xn--bcher-kva.example)').waitFor()
  await link.focus()
  await link.press('Enter')
  const dialog = window.page.getByRole('dialog')
  await dialog.getByText('xn--bcher-kva.example', { exact: true }).waitFor()
  expect(window.askedFor('app.openExternal')).toEqual([])
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await expect
    .poll(() => window.askedFor('app.openExternal'))
    .toEqual([{ url: 'https://xn--bcher-kva.example/a?b=1' }])

  await window.page.getByRole('link', { name: 'plain' }).click()
  await dialog.getByText('This address is not encrypted').waitFor()
  expect(await dialog.getByRole('button', { name: 'Open', exact: true }).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await window.page.getByRole('link', { name: 'mail' }).click()
  await dialog.getByText('maria@example.com', { exact: true }).waitFor()
})

test('a picture that comes with the message is shown, one that lives elsewhere is named', async () => {
  const dot =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const window = await openWith([
    rows.assistant(`![dot](data:image/png;base64,${dot}) ![map](${away}/map.png)`),
    rows.assistant([{ type: 'image', mimeType: 'image/png', data: dot }]),
  ])
  await window.page.getByRole('img', { name: 'dot' }).waitFor()
  const widths = await window.page
    .locator('[role=log] img')
    .evaluateAll(images => images.map(image => (image as HTMLImageElement).naturalWidth))
  expect(widths).toEqual([1, 1])
  await window.page.getByText('map · picture on 127.0.0.1:9, not loaded').waitFor()
  expect(window.foreignRequests).toEqual([])
})
