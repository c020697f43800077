// A door of Gangway, opened as a person would open it. `GANGWAY_E2E_DOOR` names one; without it the journeys are walked
// through every door that needs no binary of its own.
import type { Page } from 'playwright-core'
import { openBrowserDoor } from './browser-door.ts'
import { openElectronDoor, whyNoElectron } from './electron-door.ts'
import { openStandInDoor } from './stand-in-door.ts'

export type DoorName = 'browser' | 'standin' | 'electron'

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

const names: readonly DoorName[] = ['browser', 'standin', 'electron']

/** The doors to walk through, each with why it cannot be opened here. */
export function doorsToWalk(): readonly { readonly name: DoorName; readonly obstacle: string | undefined }[] {
  const wanted = process.env['GANGWAY_E2E_DOOR']
  const chosen = names.filter(name => (wanted === undefined ? name !== 'electron' : name === wanted))
  if (chosen.length === 0)
    throw new Error(`GANGWAY_E2E_DOOR is "${wanted}"; it is one of ${names.join(', ')}.`)
  const obstacle = chosen.includes('electron') ? whyNoElectron() : undefined
  if (obstacle !== undefined) process.stderr.write(`The electron door is not walked through: ${obstacle}.\n`)
  return chosen.map(name => ({ name, obstacle: name === 'electron' ? obstacle : undefined }))
}

/** Whether this door is among those to walk through. */
export function isWalked(name: DoorName): boolean {
  return doorsToWalk().some(door => door.name === name && door.obstacle === undefined)
}

/** The caller closes it. */
export async function openDoor(name: DoorName, options: DoorOptions): Promise<Door> {
  switch (name) {
    case 'browser':
      return await openBrowserDoor(options)
    case 'standin':
      return await openStandInDoor(options)
    case 'electron':
      return await openElectronDoor(options)
  }
}
