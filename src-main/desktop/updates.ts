// Looks for updates and offers them; nothing is downloaded or installed before a person has said so. Loaded when it is
// time for the first look.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { app, dialog } from 'electron'
import { systemClock } from '../connection/clock.ts'
import type { Core } from '../core.ts'
import type { Speech } from './speech.ts'
import {
  firstLookMs,
  lookEveryMs,
  stepUpdate,
  updateSource,
  type UpdateHappening,
  type UpdatePhase,
} from './update-policy.ts'

export type Updates = {
  /** The version that a person can have, if there is one. */
  readonly version: () => string | undefined
  readonly onChange: (listener: () => void) => () => void
  /** A person asked for it: offers the next step. */
  readonly offer: () => void
  readonly close: () => void
}

type Updater = Awaited<ReturnType<typeof openUpdater>>

/** Whether this build could find an update at all: never in development, nor without a key to check one with. */
export function canUpdate(root: string): boolean {
  return app.isPackaged && sourceOf(root) !== undefined
}

export function lookForUpdates(core: Core, speech: Speech): Updates {
  const { log, settings } = core
  const { root } = core.installation
  const listeners = new Set<() => void>()
  let state: UpdatePhase = { phase: 'none' }
  let updater: Promise<Updater> | undefined
  let cancel = (): void => undefined

  const happen = (happening: UpdateHappening) => {
    state = stepUpdate(state, happening)
    for (const listener of listeners) listener()
  }
  const open = () => (updater ??= openUpdater(root, happen))

  async function look(): Promise<void> {
    cancel = systemClock.after(lookEveryMs, () => void look())
    if (!settings.app.checkForUpdates) return
    try {
      const { autoUpdater } = await open()
      await autoUpdater.checkForUpdates()
    } catch (error) {
      // Nobody has asked for it: no network, no release, or a manifest without our signature is for the log.
      log.info('there was no update to be had', { error })
    }
  }

  async function download(version: string): Promise<void> {
    if (!(await confirm('download', version))) return
    happen({ kind: 'wanted' })
    try {
      const { autoUpdater } = await open()
      await autoUpdater.downloadUpdate()
      await install(version)
    } catch (error) {
      log.error('the update could not be downloaded', { version, error })
      happen({ kind: 'failed' })
      await dialog.showMessageBox({
        type: 'warning',
        message: speech.t('desktop.updates.failed', { version }),
      })
    }
  }

  async function install(version: string): Promise<void> {
    const { autoUpdater } = await open()
    // It was wanted: later is soon enough.
    autoUpdater.autoInstallOnAppQuit = true
    if (await confirm('install', version)) autoUpdater.quitAndInstall()
  }

  async function confirm(step: 'download' | 'install', version: string): Promise<boolean> {
    const { t } = speech
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: t(`desktop.updates.${step}.title`, { version }),
      detail: t(`desktop.updates.${step}.text`),
      buttons: [t(`desktop.updates.${step}.yes`), t('desktop.updates.later')],
      defaultId: 0,
      cancelId: 1,
    })
    return response === 0
  }

  if (canUpdate(root)) cancel = systemClock.after(firstLookMs, () => void look())
  return {
    version: () => (state.phase === 'none' ? undefined : state.version),
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    offer: () => {
      if (state.phase === 'available') void download(state.version)
      if (state.phase === 'ready') void install(state.version)
    },
    close: () => cancel(),
  }
}

async function openUpdater(root: string, happen: (happening: UpdateHappening) => void) {
  const [{ autoUpdater }, { setUpUpdater }] = await Promise.all([
    import('electron-updater').then(module => module.default),
    import('./signed-updater.ts'),
  ])
  const source = sourceOf(root)
  if (!source) throw new Error('this build has no source of updates')
  setUpUpdater(autoUpdater, source, happen)
  return { autoUpdater }
}

function sourceOf(root: string): ReturnType<typeof updateSource> {
  try {
    return updateSource(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')))
  } catch {
    // What cannot be read names no source.
    return undefined
  }
}
