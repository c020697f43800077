// The built window in a real Chromium, under the door's own security headers, with a scripted app behind it.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import axe, { type RunOptions } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { withBridge } from '../../src-main/browser/page-with-bridge.ts'
import { readPageFiles, type PageFiles } from '../../src-main/page/page-files.ts'
import { pageHeaders } from '../../src-main/page/page-headers.ts'
import type { Ask, DesktopApi, Reply, Tell } from '../../src-shared/desktop-api.ts'
import { AppError, toErrorReport } from '../../src-shared/errors.ts'
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
  return {
    origin,
    open: options => openWindow(browser, origin, options ?? {}),
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

async function openWindow(browser: Browser, origin: string, options: WindowOptions): Promise<BenchWindow> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options.context,
  })
  const page = await context.newPage()
  const asked: { name: string; argument: unknown }[] = []
  const heard: unknown[] = []
  const foreignRequests: string[] = []
  const complaints: string[] = []
  let toldWithAnswer: (readonly [name: string, value: unknown])[] = []
  let answers: Answers = { ...calmAnswers, ...options.answers }

  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(?:data|blob):/.test(url)) foreignRequests.push(url)
  })
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.exposeFunction('benchAsk', async (name: string, argument: unknown) => {
    asked.push({ name, argument })
    const answer = await reply(answers, name, argument)
    heard.push(answer)
    const told = toldWithAnswer
    toldWithAnswer = []
    return { told, answer }
  })
  await page.goto(`${origin}/${options.hash ?? ''}`)

  return {
    page,
    asked,
    heard,
    foreignRequests,
    complaints,
    askedFor: name =>
      asked.filter(question => question.name === name).map(({ argument }) => argument) as never,
    answer: changed => {
      answers = { ...answers, ...changed }
    },
    tell: async (name, value) => {
      heard.push(value)
      await page.evaluate(([told, what]) => benchTell(told, what), [name, value] as const)
    },
    tellWithAnswer: (name, value) => {
      heard.push(value)
      toldWithAnswer.push([name, value])
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
      answers = { ...calmAnswers, ...options.answers, ...next.answers }
      await page.goto(`${origin}/${next.hash ?? ''}`)
    },
    close: () => context.close(),
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

/** `colors`: those that another theme can break; they take a fraction of the time. */
type AccessibilityRules = 'all' | 'colors'

const accessibilityRules: Record<AccessibilityRules, NonNullable<RunOptions['runOnly']>> = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  colors: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/** What axe finds wrong on a page, one line each. */
export async function accessibilityFaults(page: Page, rules: AccessibilityRules = 'all'): Promise<string[]> {
  const before = page.viewportSize()
  await showWholePage(page)
  await colorsSettle(page)
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const faults = await page.evaluate(async runOnly => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`),
    )
  }, accessibilityRules[rules])
  if (before) await page.setViewportSize(before)
  return faults
}

/** A colour on its way to that of another theme is neither of them. What turns for ever is not waited for. */
async function colorsSettle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const passing = document
      .getAnimations()
      .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(passing.map(one => one.finished))
  })
}

/** axe passes over what is scrolled out of sight, so nothing may be. */
async function showWholePage(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const parts = [...document.querySelectorAll('main, [role="dialog"]')]
    return Math.max(0, ...parts.map(part => part.scrollHeight - part.clientHeight))
  })
  const size = page.viewportSize()
  if (size && hidden > 0) await page.setViewportSize({ ...size, height: size.height + hidden + 100 })
}

declare global {
  // What scripted-bridge.js puts on the page.
  function benchTell(name: string, value: unknown): void
  var benchViolations: string[]
}
