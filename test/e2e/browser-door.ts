// Gangway in the browser: the program, and a Chromium at the address that it prints.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import { openChromium } from '../support/chromium.ts'
import type { Door, DoorOptions } from './door.ts'
import { watchMisdeeds } from '../support/misdeeds.ts'

const program = path.resolve(import.meta.dirname, '../../out/main/browser.js')

async function readyAddress(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  for await (const line of lines) {
    const said = JSON.parse(line) as { ready?: boolean; url?: string }
    if (said.ready && said.url) return said.url
  }
  throw new Error('The browser door ended before it was ready.')
}

export async function openBrowserDoor(options: DoorOptions): Promise<Door> {
  const args = ['--no-open', '--json', '--state-dir', options.stateDir, '--ssh-config', options.sshConfig]
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GANGWAY_VAULT: 'memory', ...options.env },
  })
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
    page.setDefaultTimeout(60_000)
    const misdeeds: string[] = []
    await watchMisdeeds(page, new URL(url).origin, misdeeds)
    await page.goto(url)
    return { page, misdeeds, close: end }
  } catch (error) {
    await end()
    throw error
  }
}
