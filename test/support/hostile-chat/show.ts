// Hostile messages in the built window in a real Chromium, under the app's own policy: what they did is counted.
import type { Answers, BenchWindow, WindowBench } from '../window-bench.ts'
import { rows, runEvents } from '../chat-events.ts'
import { mainKey, scriptChatGateway } from '../chat-gateway.ts'

/** A page of history holds so many. */
const messagesOnPage = 40
const patienceMs = 60_000
/** Of a streamed message so many characters come one by one, and what is longer in large pieces. */
const singleCharacters = 240
const largePieces = 40

export type Shown = {
  readonly shown: number
  /** What happened, in words; nothing may. */
  readonly misdeeds: readonly string[]
}

/** Some messages as they are read from a history, a page at a time, and every link of theirs used. */
export async function showInHistory(bench: WindowBench, messages: readonly string[]): Promise<Shown> {
  const misdeeds: string[] = []
  let shown = 0
  for (let from = 0; from < messages.length; from += messagesOnPage) {
    const page = messages.slice(from, from + messagesOnPage)
    const gateway = scriptChatGateway()
    // One that came to nothing would not be a message; each is begun and ended by a word of our own.
    gateway.rows.set(
      mainKey,
      page.map(text => rows.assistant(`begin\n\n${text}\n\nend`)),
    )
    const window = await openChat(bench, gateway.answers)
    try {
      await window.page.waitForFunction(
        count => document.querySelectorAll('[role=log] [role=article], [role=log] article').length === count,
        page.length,
        { timeout: patienceMs },
      )
      misdeeds.push(...(await useLinks(window)), ...(await misdeedsOf(window, bench)))
      shown += page.length
    } finally {
      await window.close()
    }
  }
  return { shown, misdeeds }
}

/** The same as they are written by a model: all of a page at once, a character more of each with every frame. */
export async function showAsStreams(bench: WindowBench, messages: readonly string[]): Promise<Shown> {
  const misdeeds: string[] = []
  let shown = 0
  for (let from = 0; from < messages.length; from += messagesOnPage) {
    const page = messages.slice(from, from + messagesOnPage)
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.assistant('before')])
    const window = await openChat(bench, gateway.answers)
    try {
      await window.page.getByText('before').waitFor()
      const streams = page.map((text, number) => {
        const run = runEvents(`stream-${number}`)
        const deltas = piecesOf(text).map((piece, seq) => run.delta(seq + 1, piece).payload)
        return [...deltas, run.final(deltas.length + 1, text).payload]
      })
      await window.page.evaluate(async all => {
        for (let at = 0; all.some(stream => at < stream.length); at += 1) {
          for (const stream of all) {
            const payload = stream[at]
            if (payload) benchTell('gateway.event', { event: 'chat', payload })
          }
          await new Promise(requestAnimationFrame)
        }
      }, streams)
      misdeeds.push(...(await misdeedsOf(window, bench)))
      shown += page.length
    } finally {
      await window.close()
    }
  }
  return { shown, misdeeds }
}

function piecesOf(text: string): string[] {
  const rest = text.slice(singleCharacters)
  const size = Math.ceil(rest.length / largePieces)
  const large =
    size === 0
      ? []
      : Array.from({ length: Math.ceil(rest.length / size) }, (_, number) =>
          rest.slice(number * size, (number + 1) * size),
        )
  return [...text.slice(0, singleCharacters).split(''), ...large]
}

function openChat(bench: WindowBench, answers: Answers): Promise<BenchWindow> {
  return bench.open({ hash: '#/chat', answers, viewport: { width: 1280, height: 20_000 } })
}

/** Clicks that would open a link, a new tab or a download, were there an address in the page. */
async function useLinks(window: BenchWindow): Promise<string[]> {
  await window.page.evaluate(() => {
    for (const link of document.querySelectorAll('[role=log] [role=link], [role=log] a')) {
      for (const more of [{}, { ctrlKey: true }, { altKey: true }, { shiftKey: true }])
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...more }))
      link.dispatchEvent(new MouseEvent('auxclick', { bubbles: true, cancelable: true, button: 1 }))
    }
  })
  await window.page.evaluate(() => new Promise(requestAnimationFrame))
  const opened = window.askedFor('app.openExternal')
  return opened.map(({ url }) => `opened ${url}`)
}

async function misdeedsOf(
  { page, violations, foreignRequests, complaints }: BenchWindow,
  bench: WindowBench,
): Promise<string[]> {
  const found = await page.evaluate(() => [
    ...('pwned' in globalThis ? ['a script ran'] : []),
    ...[
      ...document.querySelectorAll(
        'main :is(script, iframe, frame, object, embed, form[action], [formaction], link, style, base, meta, video, audio, source, math, template, svg use[href], [background], [ping])',
      ),
      ...document.querySelectorAll('[role=log] :is([href], img[src]:not([src^="data:image/"]))'),
    ].map(element => `in the page: ${element.outerHTML.slice(0, 200)}`),
    ...[...document.querySelectorAll('main *')].flatMap(element =>
      element
        .getAttributeNames()
        .filter(name => name.startsWith('on'))
        .map(name => `handler ${name}`),
    ),
  ])
  const tabs = page.context().pages().length
  return [
    ...found,
    ...foreignRequests.map(url => `request ${url}`),
    ...(await violations()).map(text => `policy ${text}`),
    ...complaints.map(text => `complaint ${text}`),
    ...(page.url() === `${bench.origin}/#/chat` ? [] : [`went to ${page.url()}`]),
    ...(tabs === 1 ? [] : [`${tabs} tabs`]),
  ]
}
