// One window's page in Chromium: loading it, answering its requests, talking to its preload script, and seeing it go.
import { randomBytes } from 'node:crypto'
import { chromiumProcess } from './chromium-process.ts'
import type { DevToolsPipe, DevToolsSession } from './devtools-pipe.ts'
import { fromChromium, toChromium } from './page-addresses.ts'
import { setPermissions } from './page-permissions.ts'
import { answerPageRequest, refusePageRequest, type PausedRequest } from './page-requests.ts'
import { watchPageTargets, type PageTargets } from './page-targets.ts'
import {
  earlyScripts,
  fromAppFunction,
  preloadWorld,
  toAppBinding,
  type FromPreload,
  type ToPreload,
} from './preload-world.ts'
import type { PermissionName } from './session.ts'

export type PageNavigation = {
  readonly url: string
  readonly isMainFrame: boolean
  readonly isRedirect: boolean
}

/** What the app is told and asked about a page; addresses are the app's own. */
export type PageOwner = {
  /** False prevents it. */
  readonly mayNavigate: (navigation: PageNavigation) => boolean
  readonly wantsToOpen: (url: string, frameName: string) => void
  readonly decidePermission: (
    permission: PermissionName,
    url: string,
    media?: 'audio' | 'video',
  ) => Promise<boolean>
  readonly navigated: (url: string, isInPage: boolean) => void
  readonly loaded: () => void
  readonly loadFailed: (url: string, reason: string, isMainFrame: boolean) => void
  readonly painted: () => void
  readonly gone: () => void
  readonly heard: (message: FromPreload) => void
}

export type WindowPageOptions = {
  readonly userData: string
  readonly width: number
  readonly height: number
  readonly preload: string | undefined
  /** What `process` is in the preload script. */
  readonly process: object
}

export type WindowPage = {
  /** How a second client of Chromium finds this page. */
  readonly targetId: string
  /** Rejects with Chromium's `net::ERR_…`. */
  readonly load: (url: string) => Promise<void>
  readonly reload: () => Promise<void>
  /** Lost when no preload script is there to hear it, as in Electron. */
  readonly tell: (message: ToPreload) => Promise<void>
  readonly setHidden: (isHidden: boolean) => Promise<void>
  readonly setBounds: (bounds: Partial<Electron.Rectangle>) => Promise<void>
  readonly setMedia: (features: { name: string; value: string }[]) => Promise<void>
  readonly setOnline: (isOnline: boolean) => Promise<void>
  /** Ends the renderer process the hard way. */
  readonly crash: () => void
  readonly close: () => Promise<void>
}

const targets = new WeakMap<DevToolsPipe, Promise<PageTargets>>()

export async function openWindowPage(options: WindowPageOptions, owner: PageOwner): Promise<WindowPage> {
  const { devTools } = await chromiumProcess(options.userData)
  const watched = targets.get(devTools) ?? watchPageTargets(devTools)
  targets.set(devTools, watched)
  const { create, strangerGone } = await watched
  const { targetId, session } = await create(options)
  const frame: MainFrame = { id: targetId, isOurNavigation: false, isHidden: false }

  hearPage(session, owner, frame, strangerGone)
  const preload = hearPreload(session, owner, frame)

  await Promise.all([
    session.send('Page.enable'),
    session.send('Runtime.enable'),
    session.send('Inspector.enable'),
    session.send('Network.enable'),
    session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
    session.send('Runtime.addBinding', { name: toAppBinding, executionContextName: preloadWorld }),
  ])
  const handshake = `handshake-${randomBytes(16).toString('hex')}`
  for (const { world, source } of earlyScripts({
    handshake,
    process: options.process,
    preload: options.preload,
  }))
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source,
      ...(world === 'preload' ? { worldName: preloadWorld } : {}),
    })
  await session.send('Runtime.runIfWaitingForDebugger')
  const { windowId } = await devTools.send('Browser.getWindowForTarget', { targetId })

  const load = async (url: string) => {
    const address = toChromium(url)
    if (address !== url)
      await setPermissions(devTools, new URL(address).origin, (permission, media) =>
        owner.decidePermission(permission, url, media),
      )
    frame.isOurNavigation = true
    const { errorText } = await session.send('Page.navigate', { url: address })
    frame.isOurNavigation = false
    if (errorText !== undefined) throw new Error(errorText)
  }

  return {
    targetId,
    load,
    reload: async () => {
      frame.isOurNavigation = true
      await session.send('Page.reload')
    },
    tell: preload.tell,
    setHidden: async isHidden => {
      frame.isHidden = isHidden
      await preload.tell({ kind: 'visibility', isHidden })
    },
    setBounds: async ({ x, y, width, height }) => {
      const bounds = {
        ...(x === undefined ? {} : { left: x }),
        ...(y === undefined ? {} : { top: y }),
        ...(width === undefined ? {} : { width }),
        ...(height === undefined ? {} : { height }),
      }
      await devTools.send('Browser.setWindowBounds', { windowId, bounds })
    },
    setMedia: async features => {
      await session.send('Emulation.setEmulatedMedia', { features })
    },
    setOnline: async isOnline => {
      await session.send('Network.overrideNetworkState', {
        offline: !isOnline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      })
    },
    // Never answered: the process that would answer is the one that ends.
    crash: () => void session.send('Page.crash').catch(() => undefined),
    close: async () => {
      await devTools.send('Target.closeTarget', { targetId }).catch(() => undefined)
    },
  }
}

type MainFrame = { readonly id: string; isOurNavigation: boolean; isHidden: boolean }

function hearPage(
  session: DevToolsSession,
  owner: PageOwner,
  frame: MainFrame,
  strangerGone: PageTargets['strangerGone'],
): void {
  const wantsToOpen = async (url: string, frameName: string) => {
    await strangerGone()
    // It was in front for a moment, and a page behind another gets no input and no frames.
    await session.send('Page.bringToFront').catch(() => undefined)
    owner.wantsToOpen(fromChromium(url), frameName)
  }
  session.on('Fetch.requestPaused', paused => {
    const answered = isRefusedNavigation(paused, owner, frame)
      ? refusePageRequest(session, paused, 'Aborted')
      : answerPageRequest(session, paused)
    // A page that goes on meanwhile no longer wants the answer.
    answered.catch(() => undefined)
  })
  session.on('Page.frameRequestedNavigation', ({ url, disposition }) => {
    if (disposition !== 'currentTab') void wantsToOpen(url, '')
  })
  session.on('Page.windowOpen', ({ url, windowName }) => void wantsToOpen(url, windowName))
  session.on('Page.frameNavigated', ({ frame: { id, url, urlFragment = '', unreachableUrl } }) => {
    if (id !== frame.id) return
    frame.isOurNavigation = false
    if (unreachableUrl !== undefined) owner.loadFailed(fromChromium(unreachableUrl), 'ERR_FAILED', true)
    else owner.navigated(fromChromium(url) + urlFragment, false)
  })
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === frame.id) owner.navigated(fromChromium(url), true)
  })
  session.on('Page.loadEventFired', owner.loaded)
  session.on('Page.lifecycleEvent', ({ name, frameId }) => {
    if (name === 'firstContentfulPaint' && frameId === frame.id) owner.painted()
  })
  session.on('Inspector.targetCrashed', owner.gone)
}

function isRefusedNavigation(paused: PausedRequest, owner: PageOwner, frame: MainFrame): boolean {
  if (paused.resourceType !== 'Document') return false
  const isMainFrame = paused.frameId === frame.id
  const isRedirect = paused.redirectedRequestId !== undefined
  if (isMainFrame && frame.isOurNavigation && !isRedirect) {
    frame.isOurNavigation = false
    return false
  }
  return !owner.mayNavigate({ url: fromChromium(paused.request.url), isMainFrame, isRedirect })
}

/** The preload script of the document that is there now: Chromium makes a new world for each. */
function hearPreload(
  session: DevToolsSession,
  owner: PageOwner,
  frame: MainFrame,
): { readonly tell: WindowPage['tell'] } {
  let world: { id: number; uniqueId: string } | undefined
  const tell = async (message: ToPreload) => {
    if (!world) return
    await session
      .send('Runtime.evaluate', {
        expression: `globalThis.${fromAppFunction}(${JSON.stringify(message)})`,
        uniqueContextId: world.uniqueId,
      })
      // The document was left between the two.
      .catch(() => undefined)
  }
  session.on('Runtime.executionContextCreated', ({ context: { id, name, uniqueId, auxData } }) => {
    if (name !== preloadWorld || (auxData as { frameId: string }).frameId !== frame.id) return
    world = { id, uniqueId }
    if (frame.isHidden) void tell({ kind: 'visibility', isHidden: true })
  })
  session.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
    if (executionContextUniqueId === world?.uniqueId) world = undefined
  })
  session.on('Runtime.executionContextsCleared', () => (world = undefined))
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    // A document that has been left has nothing more to say.
    if (name === toAppBinding && executionContextId === world?.id)
      owner.heard(JSON.parse(payload) as FromPreload)
  })
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text, executionContextId } }) => {
    if (executionContextId === world?.id) process.stderr.write(`preload: ${exception?.description ?? text}\n`)
  })
  return { tell }
}
