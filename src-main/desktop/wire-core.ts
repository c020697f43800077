// What is behind the window and the tray: the core, and the wires from its state to what is seen. Loaded once both are up.
import { app, clipboard, dialog, Menu, nativeTheme, session } from 'electron'
import { standingOf } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { healthLights, lightsChangeAt } from '../../src-shared/health-lights.ts'
import { colorOf } from '../../src-shared/settings.ts'
import { openAppControl } from '../app-control.ts'
import { openCommandLauncher } from '../command-launcher.ts'
import { connectAtStart } from '../connect-at-start.ts'
import { systemClock } from '../connection/clock.ts'
import { watchCircumstances } from '../connection/watch-circumstances.ts'
import { createCore, type Core } from '../core.ts'
import { openDesktopApi } from '../desktop-api/desktop-api.ts'
import type { Destinations } from '../desktop-api/destinations.ts'
import type { OpenWindowSession } from '../desktop-api/window-session.ts'
import { writeDiagnostics } from '../diagnostics.ts'
import type { LogFile } from '../logging/log.ts'
import { openVoiceOf } from '../open-voice.ts'
import { openWords } from '../words.ts'
import { appMenu } from './app-menu.ts'
import { approvalLine } from './approval-notice-text.ts'
import { openApprovalNotices } from './approval-notices.ts'
import { chooseFile } from './choose-file.ts'
import { readDeepLink } from './deep-link.ts'
import type { DesktopArgs } from './desktop-args.ts'
import { keepLoginItem } from './login-item.ts'
import { showNotice } from './node-notices.ts'
import { openNotices } from './notices.ts'
import { openNoticesBeside } from './notices-beside.ts'
import { openExternally } from './open-externally.ts'
import { openHeldPages } from './held-pages.ts'
import { listenToPower, tellSurroundings } from './power.ts'
import { pickFolder } from './pick-folder.ts'
import { saveFile } from './save-file.ts'
import { showFile } from './show-file.ts'
import type { Speech } from './speech.ts'
import { programForLauncher } from './own-program.ts'
import { keepTalkShortcut } from './talk-shortcut.ts'
import type { AppTray } from './tray.ts'
import { trayFace, trayFaceOfAll } from './tray-face.ts'
import { trayMenu, type TrayAction } from './tray-menu.ts'
import { launchUtility } from './utility-helper.ts'
import { canUpdate, lookForUpdates, type Updates } from './updates.ts'
import type { MainWindow } from './window.ts'
import type { WindowMemory } from './window-memory.ts'

/** The inbox has them all. */
const maxWaitingInTray = 3

export type WireParts = {
  readonly args: DesktopArgs
  readonly log: LogFile
  readonly speech: Speech
  readonly window: MainWindow
  readonly tray: AppTray
  readonly destinations: Destinations
  readonly memory: WindowMemory
  readonly mayUseDevTools: boolean
}

export type WiredCore = {
  readonly core: Core
  readonly openSession: OpenWindowSession
  readonly act: (action: TrayAction) => void
  /** Whether a page may open the microphone at this moment. */
  readonly mayListen: () => boolean
  /** Whether the page has to stay although nobody sees it: it listens, asks a person, or holds what it alone has. */
  readonly needsPage: () => boolean
  readonly close: () => Promise<void>
}

export async function wireCore(parts: WireParts): Promise<WiredCore> {
  const { args, log, speech, window, tray, destinations, memory } = parts
  const core = await createCore({
    stateDir: args.stateDir,
    profile: args.profile,
    sshConfig: args.sshConfigFile === undefined ? {} : { userFile: args.sshConfigFile },
    mayStartGateway: true,
    remembersTargets: true,
    node: {
      showNotice,
      clipboard: { read: () => clipboard.readText(), write: text => clipboard.writeText(text) },
    },
    systemProxy: url => session.defaultSession.resolveProxy(url),
    log,
  })
  const voice = openVoiceOf(core, launchUtility)
  const held = openHeldPages()
  const openSession = openDesktopApi(core, {
    door: 'desktop',
    canStartAtLogin: true,
    canUpdate: canUpdate(core.installation.root),
    openExternal: url => openExternally(url, { memory, speech, parent: window.browserWindow }),
    copyText: text => clipboard.writeText(text),
    chooseFile: () => chooseFile(window.browserWindow()),
    saveFile: (name, bytes) => saveFile(window.browserWindow(), name, bytes),
    showFile,
    crashFolder: app.getPath('crashDumps'),
    destinations,
    launcher: openCommandLauncher({
      program: programForLauncher(),
      platform: process.platform,
      home: app.getPath('home'),
      env: process.env,
    }),
    voice,
    pickFolder: () => pickFolder(window.browserWindow()),
    holdPage: held.hold,
  })
  const go = (to: Destination | undefined) => {
    if (to) destinations.send(to)
    window.show()
  }
  const words = await openWords(core.settings, log, () => app.getPreferredSystemLanguages())
  speech.follow(words)
  const updates = lookForUpdates(core, speech)
  const openInbox = (gateway: string) => {
    core.gateways.show(gateway)
    go({ page: 'gateway', section: 'approvals' })
  }
  const stops = [
    words.close,
    updates.close,
    await showInTray(core, tray, speech, updates),
    keepAppMenu(speech, parts.mayUseDevTools, () => go({ page: 'settings' })),
    followAppearance(core),
    openNotices(core, window, speech, systemClock, go),
    openNoticesBeside(core, window, speech, systemClock, go),
    openApprovalNotices(core, window, speech, openInbox),
    watchCircumstances(core.connection),
    tellSurroundings(core, window),
    await keepLoginItem(core, args, memory),
    keepTalkShortcut(core.settings, voice, log),
  ]
  listenToPower(core)
  const control = await openAppControl(core)
  if (!args.safeMode) await connectAtStart(core)

  const follow = (link: string) => {
    const to = readDeepLink(link)
    log.info('a link was opened', { understood: to !== undefined })
    go(to)
    if (!to) sayLinkIsRefused(speech)
  }
  const act = (action: TrayAction): void => {
    switch (action.kind) {
      case 'connect':
        return core.connection.connect(action.target)
      case 'disconnect':
        void core.connection.disconnect()
        return
      case 'show-gateway':
        core.gateways.show(action.key)
        return window.show()
      case 'disconnect-gateway':
        void core.connections.disconnect(action.key)
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
        return updates.offer()
      case 'quit':
        return app.quit()
    }
  }
  return {
    core,
    openSession,
    act,
    mayListen: voice.mayListen,
    needsPage: () => voice.mayListen() || core.prompts.pending.length > 0 || held.isAny(),
    close: async () => {
      stopAll(stops)()
      await voice.close()
      await control.close()
      await core.close()
    },
  }
}

/** Every change of what the tray shows, from the moment this is called. */
async function showInTray(core: Core, tray: AppTray, speech: Speech, updates: Updates): Promise<() => void> {
  const appState = await core.appState()
  let cancelAging = (): void => undefined
  const draw = () => {
    const { state, health } = core.connection
    const lights = healthLights({ now: systemClock.now(), state, health, node: core.node.state })
    cancelAging()
    const changeAt = lightsChangeAt(lights)
    // What is measured in time is drawn with it; otherwise no green outlives its proof.
    if (changeAt !== undefined) cancelAging = systemClock.after(changeAt - systemClock.now(), draw)
    const prompts = core.prompts.pending.length
    const named = core.settings.app
    const color = 'target' in state ? colorOf(named, state.target) : undefined
    const commands = core.approvals.countOf(core.connections.shownKey ?? '')
    const waiting = core.approvals.pending
      .filter(({ gateway }) => gateway === core.connections.shownKey)
      .slice(0, maxWaitingInTray)
      .map(({ approval }) => approvalLine(approval))
    const questions = prompts + core.approvals.pending.length
    const gateways = core.gateways.entries.filter(entry => entry.stands.phase !== 'idle' || entry.isKept)
    const several =
      gateways.filter(({ stands: { phase } }) => phase !== 'idle' && phase !== 'closing').length > 1
    const face = several
      ? trayFaceOfAll(gateways, questions, speech.t)
      : trayFace(state, questions, speech.t, color)
    const recent = appState.recent().map(({ target }) => target)
    const update = updates.version()
    const contents = {
      face,
      stands: standingOf(state),
      prompts,
      approvals: commands,
      waiting,
      gateways,
      recent,
      lights,
      node: core.node.state,
      update,
    }
    tray.show(face, trayMenu({ ...contents, colorOf: target => colorOf(named, target) }, speech.t))
  }
  draw()
  return stopAll([
    () => cancelAging(),
    core.connection.on({ state: draw, health: draw }),
    core.prompts.onChange(draw),
    core.gateways.onChange(draw),
    core.node.onChange(draw),
    appState.onRecentChange(draw),
    core.settings.onChange(draw),
    speech.onChange(draw),
    updates.onChange(draw),
  ])
}

function keepAppMenu(speech: Speech, mayUseDevTools: boolean, settings: () => void): () => void {
  const draw = () => {
    const template = appMenu(process.platform, speech.t, { settings, quit: () => app.quit() }, mayUseDevTools)
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
  draw()
  return speech.onChange(draw)
}

function sayLinkIsRefused({ t }: Speech): void {
  const example = 'gangway://connect?target=…'
  void dialog.showMessageBox({
    message: t('desktop.link.refused'),
    detail: t('desktop.link.refusedText', { example }),
  })
}

function stopAll(stops: readonly (() => unknown)[]): () => void {
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
