// The one window: opened where it was, hidden instead of closed; ended in the tray, where nobody sees it, and made anew.
import { BrowserWindow, Menu, nativeTheme, screen, type WebContents } from 'electron'
import { pageUrl } from './app-protocol.ts'
import { textMenu } from './text-menu.ts'
import { boundsToOpen, minSize } from './window-bounds.ts'
import type { WindowMemory } from './window-memory.ts'

/** As --g-canvas of the page; seen only until the page has painted. */
const canvas = { light: '#f5f5f2', dark: '#10161a' }

export type WindowParts = {
  readonly preload: string
  /** For systems that take the window's icon from the window. */
  readonly icon: string | undefined
  readonly memory: WindowMemory
  readonly mayUseDevTools: boolean
  /** The page loads from its beginning. */
  readonly onLoad: (contents: WebContents) => void
  readonly onGone: (contents: WebContents) => void
  readonly onReadyToShow: () => void
  /** A window was made, and has loaded nothing yet. */
  readonly onOpen: (window: BrowserWindow) => void
}

export type MainWindow = {
  /** Brings it to the front; opens it when there is none. */
  readonly show: () => void
  /** Whether it is in front of the person, who then needs no notice. */
  readonly isSeen: () => boolean
  /** Whether a person has closed it into the tray, and its page is still there. */
  readonly isInTray: () => boolean
  /** Told when either may have changed. Returns how to stop. */
  readonly onSeen: (listener: () => void) => () => void
  /** Undefined before the first `show`, and when it was ended. */
  readonly contents: () => WebContents | undefined
  readonly browserWindow: () => BrowserWindow | undefined
  /** Loads the page, or another of ours, from the beginning. */
  readonly load: (url?: string) => void
  /** Ends it and its page; where it stood and what it showed is remembered for the next `show`. */
  readonly end: () => void
  /** From now on closing closes. */
  readonly letGo: () => void
}

export function createMainWindow(parts: WindowParts): MainWindow {
  const { memory } = parts
  const watchers = new Set<() => void>()
  let window: BrowserWindow | undefined
  let hasPainted = false
  let isInTray = false
  let letGo = false

  function open(): BrowserWindow {
    const workAreas = screen.getAllDisplays().map(display => display.workArea)
    const opened = new BrowserWindow({
      ...boundsToOpen(memory.get('bounds'), workAreas),
      minWidth: minSize.width,
      minHeight: minSize.height,
      show: false,
      title: 'Gangway',
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
      ...(parts.icon !== undefined && { icon: parts.icon }),
      webPreferences: {
        preload: parts.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        devTools: parts.mayUseDevTools,
        // Elsewhere Chromium would fetch dictionaries from the network.
        spellcheck: process.platform === 'darwin',
      },
    })
    if (memory.get('maximized')) opened.maximize()
    hasPainted = false
    const showFirst = () => {
      if (hasPainted || opened.isDestroyed()) return
      hasPainted = true
      opened.show()
      parts.onReadyToShow()
    }
    opened.once('ready-to-show', showFirst)
    // An empty window says more than none.
    opened.webContents.once('did-fail-load', showFirst)
    opened.on('close', event => {
      keepPlace(opened)
      if (letGo) return
      event.preventDefault()
      isInTray = true
      hide(opened)
    })
    const { webContents } = opened
    opened.on('closed', () => {
      window = undefined
      isInTray = false
      parts.onGone(webContents)
    })
    opened.on('show', () => {
      isInTray = false
      tellSeen()
    })
    opened.on('hide', tellSeen)
    opened.on('focus', tellSeen)
    opened.on('blur', tellSeen)
    webContents.on('context-menu', (_event, params) => {
      const items = textMenu(params)
      if (items.length > 0) Menu.buildFromTemplate(items).popup({ window: opened })
    })
    window = opened
    parts.onOpen(opened)
    load(`${pageUrl}${memory.get('hash') ?? ''}`)
    return opened
  }

  function tellSeen(): void {
    for (const watcher of watchers) watcher()
  }

  function load(url: string = pageUrl): void {
    if (!window) return
    parts.onLoad(window.webContents)
    // How it failed comes again as did-fail-load, with the page it was about.
    window.loadURL(url).catch(() => undefined)
  }

  function keepPlace(from: BrowserWindow): void {
    memory.set('bounds', from.getNormalBounds())
    memory.set('maximized', from.isMaximized())
    const hash = hashOf(from.webContents.getURL())
    if (hash !== undefined) memory.set('hash', hash)
  }

  return {
    show: () => {
      const shown = window ?? open()
      if (shown.isMinimized()) shown.restore()
      // Before that it shows itself when there is something to see.
      if (hasPainted) {
        shown.show()
        shown.focus()
      }
    },
    isSeen: () => window !== undefined && window.isVisible() && window.isFocused() && !window.isMinimized(),
    isInTray: () => isInTray,
    onSeen: listener => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    contents: () => window?.webContents,
    browserWindow: () => window,
    load,
    end: () => {
      if (!window) return
      keepPlace(window)
      window.destroy()
    },
    letGo: () => {
      letGo = true
    },
  }
}

/** A full-screen window of macOS that is hidden leaves a black screen behind. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) return window.hide()
  window.once('leave-full-screen', () => window.hide())
  window.setFullScreen(false)
}

/** The page that is shown, as part of the address; undefined on another page than ours. */
function hashOf(url: string): string | undefined {
  if (url !== pageUrl && !url.startsWith(`${pageUrl}#`)) return undefined
  return url.slice(pageUrl.length).slice(0, 200)
}
