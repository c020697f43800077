// What a sandboxed preload script finds around itself: `require('electron')` with contextBridge and ipcRenderer, and a
// little of `process`. Sent to Chromium as text: nothing from outside of the function but its arguments.
import { bridgeEnd, type BridgeEnd, type BridgeNames } from './context-bridge.ts'
import { wireValues, type WireValues } from './wire-values.ts'

/** The function that Chromium gives to the isolated world alone, and the one that the app calls there. */
export const toAppBinding = 'standInToApp'
export const fromAppFunction = 'standInFromApp'

/** Preload's world, by the name under which Chromium keeps it. */
export const preloadWorld = 'electron-preload'

/** What a preload script says to the app. `payload` is packed. */
export type FromPreload =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly payload: string }
  | { readonly kind: 'send'; readonly channel: string; readonly payload: string }
  | { readonly kind: 'context-menu' | 'title' | 'leave'; readonly payload: string }

/** What the app says to a preload script. */
export type ToPreload =
  | { readonly kind: 'reply'; readonly id: number; readonly payload: string }
  | { readonly kind: 'refuse'; readonly id: number; readonly message: string }
  | { readonly kind: 'message'; readonly channel: string; readonly payload: string }
  | { readonly kind: 'visibility'; readonly isHidden: boolean }

/** The renderer's half of the module, as far as the stand-in goes. */
type RendererModule = {
  readonly contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'>
  readonly ipcRenderer: Pick<
    Electron.IpcRenderer,
    'invoke' | 'send' | 'on' | 'once' | 'off' | 'removeListener' | 'removeAllListeners'
  >
}

export type PreloadSurroundings = {
  readonly require: (name: string) => RendererModule
  readonly process: object
}

export function preloadSurroundings(
  bridge: BridgeEnd,
  wire: WireValues,
  sendToApp: (text: string) => void,
  known: { readonly process: object; readonly fromApp: string },
): PreloadSurroundings {
  type Listener = (event: Electron.IpcRendererEvent, ...args: unknown[]) => void
  const questions = new Map<number, PromiseWithResolvers<unknown>>()
  const listeners = new Map<string, { listener: Listener; isOnce: boolean }[]>()
  let lastId = 0

  const tell = (message: FromPreload) => sendToApp(JSON.stringify(message))

  const remove = (channel: string, listener: Listener) => {
    const all = listeners.get(channel) ?? []
    const at = all.findLastIndex(entry => entry.listener === listener)
    if (at !== -1) listeners.set(channel, all.toSpliced(at, 1))
    return ipcRenderer
  }
  const add = (channel: string, listener: Listener, isOnce: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, isOnce }])
    return ipcRenderer
  }

  const ipcRenderer = {
    // What cannot be sent is refused as what was sent is: later.
    invoke: async (channel: string, ...args: unknown[]) => {
      const question = Promise.withResolvers<unknown>()
      const id = ++lastId
      const payload = wire.pack(args)
      questions.set(id, question)
      tell({ kind: 'invoke', id, channel, payload })
      return await question.promise
    },
    send: (channel: string, ...args: unknown[]) => tell({ kind: 'send', channel, payload: wire.pack(args) }),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel)
      return ipcRenderer
    },
  } as unknown as RendererModule['ipcRenderer']

  const hear = (message: ToPreload) => {
    if (message.kind === 'visibility') return bridge.setHidden(message.isHidden)
    if (message.kind === 'message') {
      const event = { sender: ipcRenderer, ports: [] } as unknown as Electron.IpcRendererEvent
      for (const { listener, isOnce } of listeners.get(message.channel) ?? []) {
        if (isOnce) remove(message.channel, listener)
        listener(event, ...(wire.unpack(message.payload) as unknown[]))
      }
      return
    }
    const question = questions.get(message.id)
    questions.delete(message.id)
    if (message.kind === 'reply') question?.resolve(wire.unpack(message.payload))
    else question?.reject(new Error(message.message))
  }
  Object.defineProperty(globalThis, known.fromApp, { value: hear })

  // After the page's own listeners, so that a page that draws its own menu prevents ours.
  addEventListener('contextmenu', event => {
    if (event.defaultPrevented) return
    const at = event.target as Partial<HTMLElement> | null
    const params = {
      x: event.clientX,
      y: event.clientY,
      selectionText: String(getSelection() ?? ''),
      linkURL: at?.closest?.('a')?.href ?? '',
      isEditable: at?.isContentEditable === true || /^(INPUT|TEXTAREA)$/.test(at?.tagName ?? ''),
    }
    tell({ kind: 'context-menu', payload: wire.pack(params) })
  })

  // What Chromium does without a request: it would go to about: and blob: at once, and ask in a dialog of its own
  // whether to open another program, and no click would reach the page.
  navigation.addEventListener('navigate', event => {
    const { url } = event.destination
    if (/^(https?|javascript):/.test(url)) return
    event.preventDefault()
    tell({ kind: 'leave', payload: wire.pack(url) })
  })

  let title = ''
  const tellTitle = () => {
    if (document.title === title) return
    title = document.title
    tell({ kind: 'title', payload: wire.pack(title) })
  }
  addEventListener('DOMContentLoaded', () => {
    tellTitle()
    new MutationObserver(tellTitle).observe(document.head, { subtree: true, childList: true })
  })

  const contextBridge: RendererModule['contextBridge'] = { exposeInMainWorld: bridge.expose }
  return {
    require: name => {
      if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer }
      throw new Error(`module not found: ${name}`)
    },
    process: known.process,
  }
}

/** One script that Chromium runs in every new document before the page's own. */
export type EarlyScript = { readonly world: 'preload' | 'page'; readonly source: string }

/** In the order of running: preload's surroundings, the bridge's end in the page, preload itself. */
export function earlyScripts(parts: {
  readonly handshake: string
  readonly process: object
  /** The preload script's own text; undefined for a window without one. */
  readonly preload: string | undefined
}): readonly EarlyScript[] {
  const names: BridgeNames = { handshake: parts.handshake }
  const known = { process: parts.process, fromApp: fromAppFunction }
  // Electron runs preload in the top frame alone, and so does this.
  const inTopFrame = (script: string) => `if (self === top) {\n${script}\n}`
  return [
    {
      world: 'preload',
      source: inTopFrame(`
        const bridge = (${String(bridgeEnd)})(${JSON.stringify(names)}, 'preload')
        globalThis.standInSurroundings = (${String(preloadSurroundings)})(
          bridge, (${String(wireValues)})(), globalThis.${toAppBinding}, ${JSON.stringify(known)})`),
    },
    { world: 'page', source: inTopFrame(`(${String(bridgeEnd)})(${JSON.stringify(names)}, 'page')`) },
    {
      world: 'preload',
      source: inTopFrame(`(({ require, process }) => {
        const module = { exports: {} }
        ;((exports) => {\n${parts.preload ?? ''}\n})(module.exports)
      })(standInSurroundings)`),
    },
  ]
}
