// Electron's WebContents over one page in Chromium.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { mark } from './clock.ts'
import { appEvents, emitPreventable } from './events.ts'
import { invoke, ipcMain } from './ipc-main.ts'
import { net } from './net.ts'
import { nativeTheme, themeFeatures } from './native-theme.ts'
import { originOf } from './page-addresses.ts'
import { getPath } from './paths.ts'
import { decidePermission, session } from './session.ts'
import type { FromPreload } from './preload-world.ts'
import { openWindowPage, type PageNavigation, type PageOwner, type WindowPage } from './window-page.ts'
import { wireValues } from './wire-values.ts'

const wire = wireValues()
let lastId = 0

type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]

/** Who a message is said to come from: a frame's address, and whether it is the window's own. */
export type Sender = { readonly url: string; readonly isTop: boolean }

export class WebContents
  extends EventEmitter
  implements
    Pick<
      Electron.WebContents,
      | 'id'
      | 'session'
      | 'mainFrame'
      | 'send'
      | 'loadURL'
      | 'reload'
      | 'getURL'
      | 'getTitle'
      | 'setWindowOpenHandler'
      | 'openDevTools'
      | 'isDestroyed'
      | 'isCrashed'
      | 'isLoading'
      | 'forcefullyCrashRenderer'
      | 'focus'
    >
{
  readonly id = ++lastId
  readonly session = session.defaultSession
  /** The page, once Chromium has made it. */
  readonly page: Promise<WindowPage>
  #url = ''
  #title = ''
  #isDestroyed = false
  #isCrashed = false
  /** So far. */
  crashes = 0
  /** What Electron would give as the reason of the next one. */
  goneReason: Electron.RenderProcessGoneDetails['reason'] = 'crashed'
  #isLoading = false
  #hasPainted = false
  /** While a message is handed over that a test says came from another page of this window. */
  #pretended: string | undefined
  #windowOpen: WindowOpenHandler | undefined
  #waitingForLoad: PromiseWithResolvers<void> | undefined

  constructor(preferences: Electron.WebPreferences, size: { width: number; height: number }) {
    super()
    if (
      preferences.sandbox === false ||
      preferences.contextIsolation === false ||
      preferences.nodeIntegration
    )
      throw new Error('The stand-in only opens windows that are sandboxed and isolated, without Node.')
    this.page = openWindowPage(
      {
        userData: getPath('sessionData'),
        ...size,
        preload: preferences.preload === undefined ? undefined : readFileSync(preferences.preload, 'utf8'),
        process: {
          type: 'renderer',
          sandboxed: true,
          contextIsolated: true,
          platform: process.platform,
          arch: process.arch,
          versions: { electron: process.versions.electron, chrome: process.versions.chrome },
          argv: [process.argv[0], ...(preferences.additionalArguments ?? [])],
          env: {},
        },
      },
      this.#owner(),
    )
    this.#onPage(page => page.setMedia(themeFeatures()))
    const followTheme = () => this.#onPage(page => page.setMedia(themeFeatures()))
    const followNet = () => this.#onPage(page => page.setOnline(net.isOnline()))
    nativeTheme.on('updated', followTheme)
    net.changes.on('changed', followNet)
    this.once('destroyed', () => {
      nativeTheme.off('updated', followTheme)
      net.changes.off('changed', followNet)
    })
    setImmediate(() => appEvents.emit('web-contents-created', {}, this))
  }

  get mainFrame(): Electron.WebFrameMain {
    return this.frame({ url: this.#pretended ?? this.#url, isTop: true })
  }

  /** A frame of this window, real or, for tests of who is believed, made up. */
  frame({ url, isTop }: Sender): Electron.WebFrameMain {
    const frame = {
      url,
      origin: originOf(url),
      name: '',
      detached: false,
      frameTreeNodeId: this.id * 100 + (isTop ? 0 : 1),
      processId: this.id,
      routingId: isTop ? 1 : 2,
      osProcessId: this.id,
      parent: isTop ? null : this.mainFrame,
      isDestroyed: () => this.#isDestroyed,
      send: (channel: string, ...args: unknown[]) => this.send(channel, ...args),
    }
    // As in Electron, the same frame is the same object, so that `senderFrame === mainFrame` may be asked. A made-up one
    // is never the window's own, even where it says so.
    const key = isTop && url === this.#url ? 'own' : `${isTop ? 'top' : 'inner'} ${url}`
    const known = this.#frames.get(key)
    const made = known ? Object.assign(known, frame) : frame
    this.#frames.set(key, made)
    return Object.assign(made, { top: isTop ? made : this.mainFrame }) as unknown as Electron.WebFrameMain
  }
  readonly #frames = new Map<string, object>()

  getURL(): string {
    return this.#url
  }
  getTitle(): string {
    return this.#title
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  isCrashed(): boolean {
    return this.#isCrashed
  }
  isLoading(): boolean {
    return this.#isLoading
  }
  focus(): void {}
  openDevTools(): void {
    this.emit('devtools-opened')
  }

  async loadURL(url: string): Promise<void> {
    mark('load asked for')
    this.#isLoading = true
    const waiting = Promise.withResolvers<void>()
    waiting.promise.catch(() => undefined)
    this.#waitingForLoad = waiting
    try {
      await (await this.page).load(url)
    } catch (error) {
      if (!this.#isDestroyed) this.#failLoad(url, error instanceof Error ? error.message : String(error))
    }
    await waiting.promise
  }

  forcefullyCrashRenderer(): void {
    this.page.then(page => page.crash()).catch(() => undefined)
  }

  reload(): void {
    this.#isLoading = true
    this.#hasPainted = false
    this.#onPage(page => page.reload())
  }

  send(channel: string, ...args: unknown[]): void {
    const payload = wire.pack(args)
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
    this.#onPage(page => page.tell({ kind: 'message', channel, payload }))
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpen = handler
  }

  /** What the preload script sends, or what a test says it sent. */
  async hear(message: FromPreload, sender: Sender = { url: this.#url, isTop: true }): Promise<unknown> {
    const args = wire.unpack(message.payload)
    switch (message.kind) {
      case 'context-menu':
        return void this.emit('context-menu', {}, args)
      case 'leave':
        this.#mayNavigate({ url: String(args), isMainFrame: true, isRedirect: false })
        return undefined
      case 'title':
        this.#title = String(args)
        return void this.emit('title', this.#title)
      case 'invoke':
      case 'send':
    }
    const event = {
      type: 'frame',
      sender: this,
      senderFrame: this.frame(sender),
      frameId: 1,
      processId: this.id,
      ports: [],
    } as unknown as Electron.IpcMainInvokeEvent
    if (message.kind === 'invoke') {
      if (sender.isTop) this.#pretended = sender.url
      const answered = invoke(message.channel, event, args as unknown[])
      this.#pretended = undefined
      return await answered
    }
    ipcMain.emit(message.channel, event, ...(args as unknown[]))
    return undefined
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#waitingForLoad?.reject(new Error(`ERR_ABORTED (-3) loading '${this.#url}'`))
    this.#onPage(page => page.close())
    this.emit('destroyed')
  }

  /** Chromium may go at any time: what then cannot be said to a page is said to nobody. */
  #onPage(say: (page: WindowPage) => Promise<void>): void {
    this.page.then(say).catch((error: unknown) => {
      if (!this.#isDestroyed && !this.#isCrashed) process.stderr.write(`stand-in: ${String(error)}\n`)
    })
  }

  #failLoad(url: string, reason: string): void {
    this.#isLoading = false
    const code = /ABORTED/.test(reason) ? -3 : -2
    this.emit('did-fail-load', {}, code, reason.replace('net::', ''), url, true, 1, 1)
    this.#waitingForLoad?.reject(new Error(`${reason.replace('net::', '')} (${code}) loading '${url}'`))
    this.#waitingForLoad = undefined
  }

  #owner(): PageOwner {
    return {
      mayNavigate: navigation => this.#mayNavigate(navigation),
      wantsToOpen: (url, frameName) => {
        const answer = this.#windowOpen?.({
          url,
          frameName,
          features: '',
          disposition: 'new-window',
          referrer: { url: this.#url, policy: 'strict-origin-when-cross-origin' },
        })
        if (answer?.action !== 'deny')
          process.stderr.write(`stand-in: the app lets a page open ${url}, which the stand-in does not do\n`)
      },
      decidePermission: (permission, url, media) =>
        decidePermission(this as unknown as Electron.WebContents, permission, originOf(url), media),
      navigated: (url, isInPage) => {
        this.#url = url
        this.#isCrashed = false
        this.emit(isInPage ? 'did-navigate-in-page' : 'did-navigate', {}, url)
      },
      loaded: () => {
        mark('page loaded')
        this.#isLoading = false
        this.emit('did-finish-load', {})
        this.#waitingForLoad?.resolve()
        this.#waitingForLoad = undefined
      },
      loadFailed: (url, reason) => this.#failLoad(url, reason),
      painted: () => {
        if (this.#hasPainted) return
        this.#hasPainted = true
        this.emit('first-paint')
      },
      gone: () => {
        this.#isCrashed = true
        this.crashes += 1
        this.#hasPainted = false
        const details = { reason: this.goneReason, exitCode: 5 }
        this.emit('render-process-gone', {}, details)
        appEvents.emit('render-process-gone', {}, this, details)
      },
      heard: message => void this.#answer(message),
    }
  }

  async #answer(message: FromPreload): Promise<void> {
    if (message.kind !== 'invoke') return void (await this.hear(message))
    const { id } = message
    try {
      const payload = wire.pack(await this.hear(message))
      this.#onPage(page => page.tell({ kind: 'reply', id, payload }))
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      this.#onPage(page => page.tell({ kind: 'refuse', id, message: said }))
    }
  }

  #mayNavigate({ url, isMainFrame, isRedirect }: PageNavigation): boolean {
    const frame = this.frame({ url: this.#url, isTop: isMainFrame })
    const details = { url, isSameDocument: false, isMainFrame, frame, initiator: this.mainFrame }
    if (isRedirect) return emitPreventable(this, 'will-redirect', details, url, false, isMainFrame, 1, 1)
    if (!emitPreventable(this, 'will-frame-navigate', details)) return false
    return !isMainFrame || emitPreventable(this, 'will-navigate', details, url, false, isMainFrame, 1, 1)
  }
}
