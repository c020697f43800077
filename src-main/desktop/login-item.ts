// Start at login: what the setting says is what the system does, and the system has the last word.
import { app } from 'electron'
import type { Core } from '../core.ts'
import { autostartFile } from './autostart-file.ts'
import type { DesktopArgs } from './desktop-args.ts'
import { ownProgram } from './own-program.ts'
import type { WindowMemory } from './window-memory.ts'

type LoginItem = { readonly isOn: () => boolean; readonly set: (on: boolean) => Promise<void> }

/** Keeps both in step until the returned function is called. */
export async function keepLoginItem(
  core: Core,
  args: DesktopArgs,
  memory: WindowMemory,
): Promise<() => void> {
  const item = process.platform === 'linux' ? linuxItem(args) : systemItem(args)
  const apply = async (wanted: boolean) => {
    try {
      await item.set(wanted)
      memory.set('startsAtLogin', wanted)
    } catch (error) {
      core.log.error('starting at login could not be changed', { wanted, error })
    }
  }

  const wanted = core.settings.app.startAtLogin
  const applied = memory.get('startsAtLogin') ?? false
  // Taken out of the system's own list since: that was a person too.
  if (wanted && applied && !item.isOn()) {
    memory.set('startsAtLogin', false)
    await core.settings.change({ startAtLogin: false })
  } else if (wanted !== applied) {
    await apply(wanted)
  }
  let last = core.settings.app.startAtLogin
  return core.settings.onChange(({ startAtLogin }) => {
    if (startAtLogin === last) return
    last = startAtLogin
    void apply(startAtLogin)
  })
}

function linuxItem(args: DesktopArgs): LoginItem {
  const file = autostartFile()
  return {
    isOn: file.exists,
    set: async on => {
      if (on) await file.write([...ownProgram(), ...startArguments(args)])
      else file.remove()
    },
  }
}

function systemItem(args: DesktopArgs): LoginItem {
  const [file, ...first] = ownProgram()
  const how = { path: file, args: [...first, ...startArguments(args)] }
  return {
    isOn: () => {
      // Windows' Task Manager switches an entry off without removing it.
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(how)
      return openAtLogin && (process.platform !== 'win32' || executableWillLaunchAtLogin)
    },
    set: async on => app.setLoginItemSettings({ openAtLogin: on, ...how }),
  }
}

function startArguments({ profile, ownStateDir }: DesktopArgs): string[] {
  return [
    '--hidden',
    ...(profile === 'default' ? [] : [`--profile=${profile}`]),
    ...(ownStateDir === undefined ? [] : [`--state-dir=${ownStateDir}`]),
  ]
}
