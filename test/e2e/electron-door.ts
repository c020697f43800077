// Gangway in real Electron, where its binary is installed.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import type { Door, DoorOptions } from './door.ts'
import { watchMisdeeds } from '../support/misdeeds.ts'

const root = path.resolve(import.meta.dirname, '../..')
const electron = path.join(root, 'node_modules', 'electron')

/** Why it cannot be opened here, or undefined. */
export function whyNoElectron(): string | undefined {
  if (!existsSync(path.join(electron, 'path.txt')))
    return 'no Electron binary (npx install-electron fetches it)'
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'no display (xvfb-run brings one)'
  return undefined
}

export async function openElectronDoor(options: DoorOptions): Promise<Door> {
  const app = await _electron.launch({
    cwd: root,
    args: [
      // Chromium's sandbox refuses to run as root, and containers seldom let it run at all.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      root,
      `--state-dir=${options.stateDir}`,
      `--ssh-config=${options.sshConfig}`,
    ],
    env: { ...definedEnvironment(), GANGWAY_VAULT: 'memory', ...options.env },
  })
  try {
    const page = await app.firstWindow()
    page.setDefaultTimeout(60_000)
    const misdeeds: string[] = []
    await watchMisdeeds(page, 'app://main', misdeeds)
    await page.setViewportSize({ width: 1280, height: 800 })
    return { page, misdeeds, close: () => quit(app) }
  } catch (error) {
    await app.close()
    throw error
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

async function quit(app: ElectronApplication): Promise<number | null> {
  const child = app.process()
  const ended = child.exitCode === null ? once(child, 'exit') : undefined
  await app.close()
  await ended
  return child.exitCode
}
