// What is behind the window and the tray: the core, and the wires from its state to what is seen. Loaded once both are up.
import { app, clipboard, dialog, nativeTheme } from 'electron'
import { targetName } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { connectAtStart } from '../connect-at-start.ts'
import { watchCircumstances } from '../connection/watch-circumstances.ts'
import { createCore, type Core } from '../core.ts'
import { openDesktopApi } from '../desktop-api/desktop-api.ts'
import type { Destinations } from '../desktop-api/destinations.ts'
import type { OpenWindowSession } from '../desktop-api/window-session.ts'
import { writeDiagnostics } from '../diagnostics.ts'
import type { LogFile } from '../logging/log.ts'
import { readDeepLink } from './deep-link.ts'
import type { DesktopArgs } from './desktop-args.ts'
import { keepLoginItem } from './login-item.ts'
import { openNotices } from './notices.ts'
import { openExternally } from './open-externally.ts'
import { listenToPower } from './power.ts'
import type { AppTray } from './tray.ts'
import { trayFace } from './tray-face.ts'
import type { TrayAction } from './tray-menu.ts'
import type { MainWindow } from './window.ts'
import type { WindowMemory } from './window-memory.ts'
import { words } from './words.ts'

export type WireParts = {
  readonly args: DesktopArgs
  readonly log: LogFile
  readonly window: MainWindow
  readonly tray: AppTray
  readonly destinations: Destinations
  readonly memory: WindowMemory
}

export type WiredCore = {
  readonly core: Core
  readonly openSession: OpenWindowSession
  readonly act: (action: TrayAction) => void
  readonly close: () => Promise<void>
}

export async function wireCore(parts: WireParts): Promise<WiredCore> {
  const { args, log, window, tray, destinations, memory } = parts
  const core = await createCore({
    stateDir: args.stateDir,
    profile: args.profile,
    sshConfig: args.sshConfigFile === undefined ? {} : { userFile: args.sshConfigFile },
    mayStartGateway: true,
    remembersTargets: true,
    log,
  })
  const openSession = openDesktopApi(core, {
    door: 'desktop',
    canStartAtLogin: true,
    openExternal: url => openExternally(url, { memory, parent: window.browserWindow }),
    copyText: text => clipboard.writeText(text),
    destinations,
  })
  const go = (to: Destination | undefined) => {
    if (to) destinations.send(to)
    window.show()
  }
  const stops = [
    await showInTray(core, tray),
    followAppearance(core),
    openNotices(core, window, go),
    watchCircumstances(core.connection),
    await keepLoginItem(core, args, memory),
  ]
  listenToPower(core)
  if (!args.safeMode) await connectAtStart(core)

  const follow = (link: string) => {
    const to = readDeepLink(link)
    log.info('a link was opened', { understood: to !== undefined })
    go(to)
    if (!to) void dialog.showMessageBox({ message: words.link.refused, detail: words.link.refusedText })
  }
  const act = (action: TrayAction): void => {
    switch (action.kind) {
      case 'connect':
        return core.connection.connect(action.target)
      case 'disconnect':
        void core.connection.disconnect()
        return
      case 'retry':
        return core.connection.retryNow()
      case 'open':
        return window.show()
      case 'go':
        return go(action.to)
      case 'copy-diagnostics':
        void clipboard.writeText(writeDiagnostics(core, Date.now()))
        return
      case 'link':
        return follow(action.link)
      case 'update':
        return
      case 'quit':
        return app.quit()
    }
  }
  return {
    core,
    openSession,
    act,
    close: async () => {
      for (const stop of stops) stop()
      await core.close()
    },
  }
}

/** Every change of what the tray shows, from the moment this is called. */
async function showInTray(core: Core, tray: AppTray): Promise<() => void> {
  const appState = await core.appState()
  const draw = () => {
    const { state } = core.connection
    const prompts = core.prompts.pending.length
    const recent = appState.recent().map(({ target }) => ({ name: targetName(target, inEnglish), target }))
    tray.show({ face: trayFace(state, prompts), phase: state.phase, prompts, recent })
  }
  draw()
  const stops = [
    core.connection.on({ state: draw }),
    core.prompts.onChange(draw),
    appState.onRecentChange(draw),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Native menus and dialogs, and what the page takes for the system's colours. */
function followAppearance(core: Core): () => void {
  nativeTheme.themeSource = core.settings.app.appearance
  return core.settings.onChange(({ appearance }) => {
    if (nativeTheme.themeSource !== appearance) nativeTheme.themeSource = appearance
  })
}
