// Gangway on the desktop, through the stand-in for Electron: the built app, its tray and dialogs in the test's hands.
import path from 'node:path'
import type { Page } from 'playwright-core'
import {
  spawnStandIn,
  startStandIn,
  type SpawnedApp,
  type StandIn,
  type StandInOptions,
} from '../electron-standin/control.ts'
import type { Door, DoorOptions } from './door.ts'
import { watchMisdeeds } from '../support/misdeeds.ts'

const entry = path.resolve(import.meta.dirname, '../../out/main/main.js')

/** app://main, as the stand-in spells it for Chromium. */
const pageOrigin = 'https://main.app.invalid'

export type StandInDoor = Door & {
  readonly app: StandIn
  /** The window's page anew, once it was closed or has crashed. */
  readonly reopen: () => Promise<Page>
}

export type StandInDoorOptions = DoorOptions & {
  readonly args?: readonly string[]
}

function startOptions({ stateDir, sshConfig, args = [], env }: StandInDoorOptions): StandInOptions {
  return {
    entry,
    args: [`--state-dir=${stateDir}`, `--ssh-config=${sshConfig}`, ...args],
    env: { GANGWAY_VAULT: 'memory', ...env },
  }
}

/** The app's process alone, which may hand over to another and end. The caller closes it. */
export function spawnDesktopApp(options: StandInDoorOptions): SpawnedApp {
  return spawnStandIn(startOptions(options))
}

/** The app that answers, whether or not it has a window. The caller closes it. */
export function startDesktopApp(options: StandInDoorOptions): Promise<StandIn> {
  return startStandIn(startOptions(options))
}

export async function openStandInDoor(options: StandInDoorOptions): Promise<StandInDoor> {
  const app = await startDesktopApp(options)
  const misdeeds: string[] = []
  const reopen = async () => {
    const page = await app.page(await app.ask('windowShown'))
    page.setDefaultTimeout(60_000)
    await watchMisdeeds(page, pageOrigin, misdeeds)
    return page
  }
  try {
    const page = await reopen()
    await page.setViewportSize({ width: 1280, height: 800 })
    return {
      app,
      page,
      reopen,
      misdeeds,
      close: async () => {
        // It may have ended already, or end before it has answered.
        await app.ask('quit').catch(() => undefined)
        const code = await app.ended
        await app.close()
        if (code !== 0) process.stderr.write(app.output())
        return code
      },
    }
  } catch (error) {
    await app.close()
    throw new Error(`The window did not open:\n${app.output()}`, { cause: error })
  }
}
