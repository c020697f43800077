// The built window in a real Chromium, under the door's own security headers, with a scripted app behind it.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { withBridge } from '../../src-main/browser/page-with-bridge.ts'
import { readPageFiles, type PageFiles } from '../../src-main/page/page-files.ts'
import { pageHeaders } from '../../src-main/page/page-headers.ts'
import type { Ask, DesktopApi, Reply, Tell } from '../../src-shared/desktop-api.ts'
import { AppError, toErrorReport } from '../../src-shared/errors.ts'
import { accessibilityFaults, type AccessibilityRules } from './accessibility.ts'
import { openChromium, type ChromiumOptions } from './chromium.ts'
import { calmAnswers } from './window-fixtures.ts'

const builtWindow = path.resolve(import.meta.dirname, '..', '..', 'out', 'renderer')

type Named<Kind> = {
  [Room in keyof DesktopApi]: {
    [
      Entry in keyof DesktopApi[Room] & string as DesktopApi[Room][Entry] extends { kind: Kind }
        ? `${Room}.${Entry}`
        : never
    ]: DesktopApi[Room][Entry]
  }
}
type Merge<Rooms> = {
  [Name in { [R in keyof Rooms]: keyof Rooms[R] }[keyof Rooms]]: {
    [R in keyof Rooms]: Name extends keyof Rooms[R] ? Rooms[R][Name] : never
  }[keyof Rooms]
}
type Asks = Merge<Named<'ask'>>
type Tells = Merge<Named<'tell'>>

/** What the app answers, by the names of the table; a thrown AppError crosses as the app would send it. */
export type Answers = {
  [Name in keyof Asks]?: Asks[Name] extends Ask<infer In, infer Out>
    ? (argument: In) => Out | Promise<Out>
    : never
}

export type WindowOptions = {
  readonly answers?: Answers
  readonly hash?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { width: number; height: number }
  readonly context?: BrowserContextOptions
  /** Nothing is opened in its page afterwards: what the test does to it cannot be taken back, as with a clock. */
  readonly alone?: boolean
}

export type BenchWindow = {
  readonly page: Page
  /** Every question so far, oldest first. */
  readonly asked: readonly { readonly name: string; readonly argument: unknown }[]
  /** Every answer so far, and all that was told. */
  readonly heard: readonly unknown[]
  /** The arguments of one question, oldest first. */
  readonly askedFor: <Name extends keyof Asks>(
    name: Name,
  ) => (Asks[Name] extends Ask<infer In, unknown> ? In : never)[]
  /** What is answered from now on. */
  readonly answer: (answers: Answers) => void
  readonly tell: <Name extends keyof Tells>(
    name: Name,
    value: Tells[Name] extends Tell<infer Out> ? Out : never,
  ) => Promise<void>
  /** For an answer to call: the page hears it just before that answer, so it cannot outlive the page. */
  readonly tellWithAnswer: <Name extends keyof Tells>(
    name: Name,
    value: Tells[Name] extends Tell<infer Out> ? Out : never,
  ) => void
  /** What the content security policy had to forbid. */
  readonly violations: () => Promise<string[]>
  /** What the page asked of anyone but its own origin. */
  readonly foreignRequests: readonly string[]
  /** Errors on the page's console, and those nobody caught. */
  readonly complaints: readonly string[]
  /** What axe finds wrong, one line each. */
  readonly accessibilityFaults: (rules?: AccessibilityRules) => Promise<string[]>
  /** Begins anew in the same browser page: other answers, nothing asked, heard or remembered yet. */
  readonly reopen: (options: Pick<WindowOptions, 'answers' | 'hash'>) => Promise<void>
  /** Safe twice. */
  readonly close: () => Promise<void>
}

export type WindowBench = {
  readonly origin: string
  readonly open: (options?: WindowOptions) => Promise<BenchWindow>
  readonly close: () => Promise<void>
}

const blankPath = '/blank'

/** Serves the built window (`npm test` and `npm run build` make it) on loopback, and opens a browser. */
export async function openWindowBench(chromium: ChromiumOptions = {}): Promise<WindowBench> {
  const bridge = await readFile(path.join(import.meta.dirname, 'scripted-bridge.js'))
  const files = withBridge(await readPageFiles(builtWindow), bridge)
  const blank = { body: Buffer.alloc(0), type: 'text/html', cacheControl: 'no-store' }
  const server = await serve(new Map([...files, [blankPath, blank]]))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await openChromium(chromium)
  const sheets = sheetsOf(browser, origin)
  return {
    origin,
    open: options => openWindow(sheets, origin, options ?? {}),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function serve(files: PageFiles): Promise<Server> {
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    if (!file) return response.writeHead(404, pageHeaders).end()
    response.writeHead(200, { ...pageHeaders, 'Content-Type': file.type, 'Cache-Control': file.cacheControl })
    response.end(file.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

type Told = readonly [name: string, value: unknown]

/** One page of a browser, and what is heard of whichever window it shows. */
type Sheet = {
  readonly context: BrowserContext
  readonly page: Page
  hears: Hearing
}
type Hearing = {
  readonly asked: { name: string; argument: unknown }[]
  readonly heard: unknown[]
  readonly foreignRequests: string[]
  readonly complaints: string[]
  toldWithAnswer: readonly Told[]
  answers: Answers
}

const nothingHeard = (answers: Answers): Hearing => ({
  asked: [],
  heard: [],
  foreignRequests: [],
  complaints: [],
  toldWithAnswer: [],
  answers,
})

const usualSize = { width: 1280, height: 800 }

async function makeSheet(browser: Browser, origin: string, options: WindowOptions): Promise<Sheet> {
  const context = await browser.newContext({
    viewport: options.viewport ?? usualSize,
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options.context,
  })
  const page = await context.newPage()
  const sheet: Sheet = { context, page, hears: nothingHeard({}) }
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(?:data|blob):/.test(url)) sheet.hears.foreignRequests.push(url)
  })
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning')
      sheet.hears.complaints.push(message.text())
  })
  page.on('pageerror', error => sheet.hears.complaints.push(String(error)))
  await page.exposeFunction('benchAsk', async (name: string, argument: unknown) => {
    const { hears } = sheet
    hears.asked.push({ name, argument })
    const answer = await reply(hears.answers, name, argument)
    hears.heard.push(answer)
    const told = hears.toldWithAnswer
    hears.toldWithAnswer = []
    return { told, answer }
  })
  return sheet
}

/** Leaves the window and all that it has kept. The page stays in its process, which has compiled everything already. */
async function wipe({ context, page }: Sheet, origin: string): Promise<void> {
  for (const other of context.pages()) if (other !== page) await other.close()
  await page.goto(`${origin}${blankPath}`)
  await page.evaluate(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  for (const held of ['Shift', 'Control', 'Alt', 'Meta']) await page.keyboard.up(held)
  await page.mouse.move(0, 0)
  await page.setViewportSize(usualSize)
  await page.emulateMedia({
    media: null,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    forcedColors: null,
    contrast: null,
  })
}

/** Opens windows one after the other on the same sheets, as long as nothing about a window is unusual. */
function sheetsOf(browser: Browser, origin: string) {
  const free: Sheet[] = []
  return {
    take: async (options: WindowOptions): Promise<Sheet> =>
      (isUsual(options) ? free.pop() : undefined) ?? (await makeSheet(browser, origin, options)),
    giveBack: async (sheet: Sheet, options: WindowOptions): Promise<void> => {
      const isKept = isUsual(options) && !sheet.page.isClosed() && (await succeeds(wipe(sheet, origin)))
      if (isKept) free.push(sheet)
      else await sheet.context.close()
    },
  }
}

const isUsual = ({ alone, viewport, colorScheme, context }: WindowOptions): boolean =>
  !alone && viewport === undefined && colorScheme === undefined && context === undefined

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

type Sheets = ReturnType<typeof sheetsOf>

async function openWindow(sheets: Sheets, origin: string, options: WindowOptions): Promise<BenchWindow> {
  const sheet = await sheets.take(options)
  const { page } = sheet
  const hears = nothingHeard({ ...calmAnswers, ...options.answers })
  const { asked, heard, foreignRequests, complaints } = hears
  sheet.hears = hears
  await page.goto(`${origin}/${options.hash ?? ''}`)
  let closing: Promise<void> | undefined

  return {
    page,
    asked,
    heard,
    foreignRequests,
    complaints,
    askedFor: name =>
      asked.filter(question => question.name === name).map(({ argument }) => argument) as never,
    answer: changed => {
      hears.answers = { ...hears.answers, ...changed }
    },
    tell: async (name, value) => {
      heard.push(value)
      await page.evaluate(([told, what]) => benchTell(told, what), [name, value] as const)
    },
    tellWithAnswer: (name, value) => {
      heard.push(value)
      hears.toldWithAnswer = [...hears.toldWithAnswer, [name, value]]
    },
    violations: () => page.evaluate(() => benchViolations),
    accessibilityFaults: rules => accessibilityFaults(page, rules),
    reopen: async next => {
      await page.evaluate(() => {
        localStorage.clear()
        sessionStorage.clear()
      })
      // Between two documents nobody asks, so that no answer or complaint of the old one is taken for the new one's. From a
      // page of the same origin it goes on in the same process, which has compiled everything already.
      await page.goto(`${origin}${blankPath}`)
      for (const list of [asked, heard, foreignRequests, complaints]) list.length = 0
      hears.answers = { ...calmAnswers, ...options.answers, ...next.answers }
      await page.goto(`${origin}/${next.hash ?? ''}`)
    },
    close: () => (closing ??= sheets.giveBack(sheet, options)),
  }
}

async function reply(answers: Answers, name: string, argument: unknown): Promise<Reply> {
  const answer = answers[name as keyof Asks] as ((argument: unknown) => unknown) | undefined
  if (!answer) throw new Error(`The window asked ${name}, and the test has no answer to it.`)
  try {
    return { ok: true, value: await answer(argument) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ok: false, error: toErrorReport(error) }
  }
}

declare global {
  // What scripted-bridge.js puts on the page.
  function benchTell(name: string, value: unknown): void
  var benchViolations: string[]
}
