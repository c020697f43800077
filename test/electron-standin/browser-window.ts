// Electron's BrowserWindow: what it is asked for is its state, and its page follows.
import { EventEmitter } from 'node:events'
import { mark } from './clock.ts'
import { appEvents, emitPreventable } from './events.ts'
import { WebContents } from './web-contents.ts'

const windows = new Set<BrowserWindow>()
let focused: BrowserWindow | undefined
let lastId = 0

function noteFocused(window: BrowserWindow | undefined): void {
  focused = window
}

/** Windows as the stand-in knows them; the app sees them as Electron's. */
export function allWindows(): readonly BrowserWindow[] {
  return [...windows]
}

export function focusedWindow(): BrowserWindow | undefined {
  return focused
}

export class BrowserWindow
  extends EventEmitter
  implements
    Pick<
      Electron.BrowserWindow,
      | 'id'
      | 'loadURL'
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'focus'
      | 'blur'
      | 'close'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isMinimized'
      | 'isMaximized'
      | 'isFullScreen'
      | 'setFullScreen'
      | 'isFocused'
      | 'minimize'
      | 'maximize'
      | 'restore'
      | 'getBounds'
      | 'getNormalBounds'
      | 'setBounds'
      | 'setTitle'
      | 'getTitle'
      | 'setMenuBarVisibility'
      | 'setBackgroundColor'
    >
{
  readonly id = ++lastId
  /** The stand-in's own; the app sees Electron's type through electron.ts. */
  readonly webContents: WebContents
  #bounds: Electron.Rectangle
  #title: string
  #isVisible: boolean
  #isMinimized = false
  #isMaximized = false
  #isFullScreen = false
  #isDestroyed = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    mark('window made')
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#title = options.title ?? ''
    this.#isVisible = options.show ?? true
    this.webContents = new WebContents(options.webPreferences ?? {}, { width, height })
    windows.add(this)
    if (this.#isVisible) this.#take()
    this.webContents.on('first-paint', () => {
      mark('ready to show')
      this.emit('ready-to-show')
      mark('ready-to-show handled')
    })
    this.webContents.on('title', (title: string) => {
      if (emitPreventable(this, 'page-title-updated', {}, title, true)) this.#title = title
    })
    setImmediate(() => appEvents.emit('browser-window-created', {}, this))
  }

  static getAllWindows(): Electron.BrowserWindow[] {
    return [...windows] as unknown as Electron.BrowserWindow[]
  }
  static getFocusedWindow(): Electron.BrowserWindow | null {
    return (focused ?? null) as unknown as Electron.BrowserWindow | null
  }
  static fromWebContents(webContents: Electron.WebContents): Electron.BrowserWindow | null {
    const found = [...windows].find(
      window => (window.webContents as unknown as Electron.WebContents) === webContents,
    )
    return (found ?? null) as unknown as Electron.BrowserWindow | null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.#showUp()
    this.focus()
  }
  showInactive(): void {
    this.#showUp()
  }
  #showUp(): void {
    if (this.#isVisible && !this.#isMinimized) return
    mark('window shown')
    this.#isMinimized = false
    this.#isVisible = true
    this.#followVisibility()
    this.emit('show')
    appEvents.emit('stand-in-window-shown')
  }
  hide(): void {
    if (!this.#isVisible) return
    this.#isVisible = false
    this.#followVisibility()
    this.blur()
    this.emit('hide')
  }
  focus(): void {
    if (!this.#isVisible || this.#isMinimized || focused === this) return
    this.#take()
  }
  #take(): void {
    focused?.blur()
    noteFocused(this)
    setImmediate(() => {
      this.emit('focus')
      appEvents.emit('browser-window-focus', {}, this)
    })
  }
  blur(): void {
    if (focused !== this) return
    focused = undefined
    this.emit('blur')
    appEvents.emit('browser-window-blur', {}, this)
  }
  minimize(): void {
    this.#isMinimized = true
    this.#followVisibility()
    this.blur()
    this.emit('minimize')
  }
  maximize(): void {
    this.#isMaximized = true
    this.emit('maximize')
  }
  restore(): void {
    if (!this.#isMinimized) return
    this.#isMinimized = false
    this.#followVisibility()
    this.emit('restore')
  }

  #followVisibility(): void {
    const isAway = !this.#isVisible || this.#isMinimized
    this.webContents.page.then(page => page.setHidden(isAway)).catch(() => undefined)
  }

  close(): void {
    if (this.#isDestroyed || !emitPreventable(this, 'close')) return
    this.destroy()
  }
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    windows.delete(this)
    this.blur()
    this.webContents.destroy()
    this.emit('closed')
    if (windows.size === 0) appEvents.emit('stand-in-last-window-closed')
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  isVisible(): boolean {
    return this.#isVisible
  }
  isMinimized(): boolean {
    return this.#isMinimized
  }
  isMaximized(): boolean {
    return this.#isMaximized
  }
  isFullScreen(): boolean {
    return this.#isFullScreen
  }
  /** Systems take their time over it, so the event comes later. */
  setFullScreen(isFullScreen: boolean): void {
    if (this.#isFullScreen === isFullScreen) return
    this.#isFullScreen = isFullScreen
    setImmediate(() => this.emit(isFullScreen ? 'enter-full-screen' : 'leave-full-screen'))
  }
  isFocused(): boolean {
    return focused === this
  }
  getBounds(): Electron.Rectangle {
    return { ...this.#bounds }
  }
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds()
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const before = this.#bounds
    this.#bounds = { ...before, ...bounds }
    this.webContents.page.then(page => page.setBounds(bounds)).catch(() => undefined)
    if (before.x !== this.#bounds.x || before.y !== this.#bounds.y) this.emit('move')
    if (before.width !== this.#bounds.width || before.height !== this.#bounds.height) this.emit('resize')
  }
  setTitle(title: string): void {
    this.#title = title
  }
  getTitle(): string {
    return this.#title
  }
  setMenuBarVisibility(): void {}
  setBackgroundColor(): void {}
}
