// The built window in Chromium through the built browser door, connected to a gateway that makes load.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { startChild } from '../../../bench/support/child.ts'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import type { DesktopBridge } from '../../../src-shared/desktop-api.ts'
import { openBrowserDoor } from '../../e2e/browser-door.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { FloodSent, LoadOrder } from './chat-load.ts'

export type LoadWindow = {
  readonly page: Page
  /** What a strict page must not do, or complained of. */
  readonly misdeeds: readonly string[]
  /** Settles when the chat of that gateway is there. */
  readonly connect: (target: ConnectionTarget) => Promise<void>
  readonly close: () => Promise<void>
}

type LoadWindowOptions = {
  /** Puts something into the state directory before the start. */
  readonly prepare?: (stateDir: string) => void
  /** For the app's process. */
  readonly env?: Record<string, string>
}

/** The caller closes it. */
export async function openLoadWindow({ prepare, env = {} }: LoadWindowOptions = {}): Promise<LoadWindow> {
  const folder = await makeTempDir('load-window')
  const sshConfig = path.join(folder.path, 'ssh_config')
  await writeFile(sshConfig, '')
  prepare?.(folder.path)
  const { page, misdeeds, close } = await openBrowserDoor({ stateDir: folder.path, sshConfig, env })
  return {
    ...controlled(page),
    misdeeds,
    close: async () => {
      await close()
      await folder.remove()
    },
  }
}

/** What is asked of the app behind a page. */
export function controlled(page: Page): Pick<LoadWindow, 'page' | 'connect'> {
  return {
    page,
    connect: async target => {
      await page.evaluate(
        given =>
          (globalThis as unknown as { desktop: DesktopBridge }).desktop.ask('connection.connect', given),
        target,
      )
      await page.waitForFunction(async () => {
        const { desktop } = globalThis as unknown as { desktop: DesktopBridge }
        const reply = (await desktop.ask('connection.current')) as { value?: { phase?: string } }
        return reply.value?.phase === 'online'
      })
      await page.evaluate(() => {
        location.hash = '#/chat'
      })
      await composer(page).waitFor()
    },
  }
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message', exact: true })
}

/** With the gateway that is told what to send. */
export async function openLoadedChat(): Promise<
  LoadWindow & { readonly order: (order: LoadOrder) => Promise<FloodSent> }
> {
  const { child, port } = await startChild(new URL('load-gateway.ts', import.meta.url), {})
  const window = await openLoadWindow()
  await window.connect({ kind: 'direct', url: `ws://127.0.0.1:${port}` })
  return {
    ...window,
    order: order => child.ask<FloodSent>(order),
    close: async () => {
      await window.close()
      await child.stop()
    },
  }
}

const keyEveryMs = 150

/** Types letter after letter into the composer until it has settled; how many. */
export async function typeUntil(page: Page, over: Promise<unknown>): Promise<number> {
  await composer(page).focus()
  const isOver = () => Promise.race([over.then(() => true), pause(keyEveryMs, false)])
  let pressed = 0
  for (; !(await isOver()); pressed += 1) await page.keyboard.press('abcdefgh'[pressed % 8] ?? 'a')
  return pressed
}
