// The built window in Chromium through the built browser door, connected to a gateway that makes load.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { startChild } from '../../../bench/support/child.ts'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import type { DesktopBridge } from '../../../src-shared/desktop-api.ts'
import { openBrowserDoor } from '../../e2e/browser-door.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { FloodSent, LoadOrder } from './chat-load.ts'

export type LoadWindow = {
  readonly page: Page
  readonly stateDir: string
  /** What a strict page must not do, or complained of. */
  readonly misdeeds: readonly string[]
  readonly ask: (name: string, argument?: unknown) => Promise<unknown>
  readonly connect: (target: ConnectionTarget) => Promise<void>
  readonly close: () => Promise<void>
}

/** `prepare` may put something into the state directory before the start. The caller closes it. */
export async function openLoadWindow(
  prepare: (stateDir: string) => void | Promise<void> = () => undefined,
): Promise<LoadWindow> {
  const folder = await makeTempDir('load-window')
  const sshConfig = path.join(folder.path, 'ssh_config')
  await writeFile(sshConfig, '')
  await prepare(folder.path)
  const { page, misdeeds, close } = await openBrowserDoor({ stateDir: folder.path, sshConfig })
  const ask: LoadWindow['ask'] = (name, argument) =>
    page.evaluate(
      ([question, given]) =>
        (globalThis as unknown as { desktop: DesktopBridge }).desktop.ask(question, given),
      [name, argument] as const,
    )
  return {
    page,
    stateDir: folder.path,
    misdeeds,
    ask,
    connect: async target => {
      await ask('connection.connect', target)
      await page.waitForFunction(async () => {
        const { desktop } = globalThis as unknown as { desktop: DesktopBridge }
        const reply = (await desktop.ask('connection.current')) as { value?: { phase?: string } }
        return reply.value?.phase === 'online'
      })
      await page.evaluate(() => {
        location.hash = '#/chat'
      })
      await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor()
    },
    close: async () => {
      await close()
      await folder.remove()
    },
  }
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
