// The built desktop app under Electron's stand-in, as a person and their system meet it.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { BridgeRefusal, DesktopBridge, Reply } from '../../src-shared/desktop-api.ts'
import type { MenuItemModel } from '../electron-standin/menu.ts'
import { startStandIn, type StandIn } from '../electron-standin/control.ts'
import { eventually } from './eventually.ts'
import { makeTempDir } from './temp-dir.ts'

const entry = path.resolve(import.meta.dirname, '../../out/main/main.js')

/** app://main, as the stand-in spells it for Chromium. */
export const pageOriginInChromium = 'https://main.app.invalid'

export type DesktopApp = StandIn & {
  readonly stateDir: string
  /** A question as the page asks it, through the bridge of its preload script. */
  readonly askApp: (name: string, argument?: unknown) => Promise<Reply | BridgeRefusal>
  /** The page of the only window, once it is shown. Anew after a crash. */
  readonly windowPage: () => Promise<Page>
  readonly window: () => Promise<{ id: number; url: string; isVisible: boolean; isFocused: boolean }>
  /** The labels of the tray's menu; those below an entry stand indented behind it. */
  readonly trayLabels: () => Promise<string[]>
  readonly clickTrayEntry: (label: string) => Promise<void>
  /** Every line of the log file so far. */
  readonly log: () => Promise<{ message: string; [field: string]: unknown }[]>
  readonly quit: () => Promise<number | null>
}

export type DesktopAppOptions = {
  /** A fresh one, removed by `close`, when absent. */
  readonly stateDir?: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Settles when the app's process answers. The caller closes it. */
export async function startDesktopApp(options: DesktopAppOptions = {}): Promise<DesktopApp> {
  const own = options.stateDir === undefined ? await makeTempDir('desktop') : undefined
  const stateDir = options.stateDir ?? own?.path ?? ''
  const app = await startStandIn({
    entry,
    args: [
      `--state-dir=${stateDir}`,
      `--ssh-config=${path.join(stateDir, 'ssh_config')}`,
      ...(options.args ?? []),
    ],
    // Nothing of the person's own configuration or keychain is touched.
    env: {
      GANGWAY_VAULT: 'memory',
      XDG_CONFIG_HOME: path.join(stateDir, 'config'),
      APPIMAGE: '',
      ...options.env,
    },
  })
  let page: Page | undefined

  const windowPage = async () => {
    page = await app.page(await app.ask('windowShown'))
    page.setDefaultTimeout(60_000)
    await page.locator('h1').first().waitFor()
    return page
  }
  return {
    ...app,
    stateDir,
    windowPage,
    askApp: async (name, argument) =>
      await (page ?? (await windowPage())).evaluate(
        ([question, given]) =>
          (globalThis as unknown as { desktop: DesktopBridge }).desktop.ask(question, given),
        [name, argument] as const,
      ),
    window: async () => {
      const [only, ...others] = await app.ask('windows')
      if (!only || others.length > 0) throw new Error(`There are ${others.length + (only ? 1 : 0)} windows.`)
      return only
    },
    trayLabels: async () => labelsOf((await app.ask('tray'))?.menu ?? []),
    clickTrayEntry: async label => {
      let labels: string[] | undefined
      await eventually(async () => {
        labels = pathTo(label, (await app.ask('tray'))?.menu ?? [])
        return labels?.at(-1)
      }).toBe(label)
      await app.ask('clickTrayMenu', labels ?? [])
    },
    log: async () => {
      const text = await readFile(path.join(stateDir, 'logs', 'gangway.log'), 'utf8').catch(() => '')
      return text
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as { message: string })
    },
    quit: async () => {
      await app.ask('quit').catch(() => undefined)
      return await app.ended
    },
    close: async () => {
      await app.close()
      await own?.remove()
    },
  }
}

/** The labels on the way to the first entry of that name. */
function pathTo(label: string, items: readonly MenuItemModel[]): string[] | undefined {
  for (const item of items) {
    if (item.label === label) return [label]
    const inner = pathTo(label, item.submenu)
    if (inner) return [item.label, ...inner]
  }
  return undefined
}

function labelsOf(items: readonly MenuItemModel[]): string[] {
  return items.flatMap(({ type, label, submenu }) => [
    type === 'separator' ? '-' : label,
    ...labelsOf(submenu).map(inner => `  ${inner}`),
  ])
}

/** Waits for the connection's phase, as the page is told it. */
export async function phaseOf(app: DesktopApp): Promise<string> {
  const reply = await app.askApp('connection.current')
  expect(reply.ok).toBe(true)
  return (reply as unknown as { value: { phase: string } }).value.phase
}
