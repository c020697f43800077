// A door of Gangway, opened as a person would open it. `GANGWAY_E2E_DOOR` says which one.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from '../support/chromium.ts'

const root = path.resolve(import.meta.dirname, '../..')

export type DoorOptions = {
  readonly stateDir: string
  readonly sshConfig: string
  /** What the process sees beside the environment of the tests. */
  readonly env?: Record<string, string>
}

export type Door = {
  readonly page: Page
  /** What the pages did that a strict page must not: requests that left the origin, policy violations, errors. */
  readonly misdeeds: readonly string[]
  /** Ends the app as a person would and resolves with its exit code. */
  readonly close: () => Promise<number | null>
}

/** The doors that exist so far. */
export function doorName(): 'browser' {
  const name = process.env['GANGWAY_E2E_DOOR'] ?? 'browser'
  if (name !== 'browser') throw new Error(`GANGWAY_E2E_DOOR is "${name}"; the one door so far is "browser".`)
  return name
}

async function readyAddress(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  for await (const line of lines) {
    const said = JSON.parse(line) as { ready?: boolean; url?: string }
    if (said.ready && said.url) return said.url
  }
  throw new Error('The browser door ended before it was ready.')
}

/** Keeps a list of everything that the strict policy forbids, so that a test can expect it to be empty. */
export async function watchMisdeeds(page: Page, origin: string, misdeeds: string[]): Promise<void> {
  page.on('request', request => {
    const url = new URL(request.url())
    const sameOrigin = url.host === new URL(origin).host
    if (!sameOrigin && url.protocol !== 'data:' && url.protocol !== 'blob:')
      misdeeds.push(`request ${request.url()}`)
  })
  page.on('pageerror', error => misdeeds.push(`error ${error.message}`))
  await page.exposeFunction('reportViolation', (text: string) => misdeeds.push(`policy ${text}`))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', event => {
      const report = (window as unknown as { reportViolation: (text: string) => Promise<void> })
        .reportViolation
      void report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
  })
}

async function openBrowserDoor(options: DoorOptions): Promise<Door> {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'out/main/browser.js'),
      '--no-open',
      '--json',
      '--state-dir',
      options.stateDir,
      '--ssh-config',
      options.sshConfig,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, GANGWAY_VAULT: 'memory', ...options.env },
    },
  )
  let browser: Browser | undefined
  async function end(): Promise<number | null> {
    await browser?.close()
    if (child.exitCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    return child.exitCode
  }
  try {
    const url = await readyAddress(child)
    browser = await openChromium()
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(15_000)
    const misdeeds: string[] = []
    await watchMisdeeds(page, new URL(url).origin, misdeeds)
    await page.goto(url)
    return { page, misdeeds, close: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Opens the door under test. The caller closes it. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  switch (doorName()) {
    case 'browser':
      return await openBrowserDoor(options)
  }
}
