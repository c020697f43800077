// The built window in a real Chromium, under the door's own security headers, with a scripted app behind it.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { withBridge } from '../../src-main/browser/page-with-bridge.ts'
import { readPageFiles, type PageFiles } from '../../src-main/page/page-files.ts'
import { pageHeaders } from '../../src-main/page/page-headers.ts'
import type { Ask, DesktopApi, Reply, Tell } from '../../src-shared/desktop-api.ts'
import { AppError, toErrorReport } from '../../src-shared/errors.ts'
import { openChromium } from './chromium.ts'
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
  /** What the content security policy had to forbid. */
  readonly violations: () => Promise<string[]>
  /** What the page asked of anyone but its own origin. */
  readonly foreignRequests: readonly string[]
  /** Errors on the page's console, and those nobody caught. */
  readonly complaints: readonly string[]
  /** What axe finds wrong, one line each. */
  readonly accessibilityFaults: () => Promise<string[]>
  readonly close: () => Promise<void>
}

export type WindowBench = {
  readonly origin: string
  readonly open: (options?: WindowOptions) => Promise<BenchWindow>
  readonly close: () => Promise<void>
}

/** Serves the built window (`npm test` and `npm run build` make it) on loopback, and opens a browser. */
export async function openWindowBench(): Promise<WindowBench> {
  const bridge = await readFile(path.join(import.meta.dirname, 'scripted-bridge.js'))
  const files = withBridge(await readPageFiles(builtWindow), bridge)
  const server = await serve(files)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await openChromium()
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
    response.writeHead(200, { ...pageHeaders, 'Content-Type': file.type }).end(file.body)
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
  const foreignRequests: string[] = []
  const complaints: string[] = []
  let answers: Answers = { ...calmAnswers, ...options.answers }

  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(?:data|blob):/.test(url)) foreignRequests.push(url)
  })
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.exposeFunction('benchAsk', (name: string, argument: unknown) => {
    asked.push({ name, argument })
    return reply(answers, name, argument)
  })
  await page.goto(`${origin}/${options.hash ?? ''}`)

  return {
    page,
    asked,
    foreignRequests,
    complaints,
    askedFor: name =>
      asked.filter(question => question.name === name).map(({ argument }) => argument) as never,
    answer: changed => {
      answers = { ...answers, ...changed }
    },
    tell: async (name, value) => {
      await page.evaluate(([told, what]) => benchTell(told, what), [name, value] as const)
    },
    violations: () => page.evaluate(() => benchViolations),
    accessibilityFaults: () => accessibilityFaults(page),
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

/** What axe finds wrong on a page, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  await showWholePage(page)
  await page.evaluate(axe.source)
  const faults = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`),
    )
  })
  if (before) await page.setViewportSize(before)
  return faults
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
