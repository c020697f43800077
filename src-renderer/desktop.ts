// The only file that touches window.desktop: a typed client made from the table of src-shared/desktop-api.ts.
import { desktopApi, type DesktopApi, type DesktopBridge } from '../src-shared/desktop-api.ts'
import { appError, AppError } from '../src-shared/errors.ts'

type Listener<Value> = (value: Value) => void
type Unsubscribe = () => void

type AskKeys<Room> = { [K in keyof Room]: Room[K] extends { kind: 'ask' } ? K : never }[keyof Room]
type TellKeys<Room> = { [K in keyof Room]: Room[K] extends { kind: 'tell' } ? K : never }[keyof Room]

type AskFunction<Entry> = Entry extends { readonly types?: (argument: infer In) => infer Out }
  ? [In] extends [void]
    ? () => Promise<Out>
    : (argument: In) => Promise<Out>
  : never
type TellFunction<Entry> = Entry extends { readonly types?: () => infer Out }
  ? (listener: Listener<Out>) => Unsubscribe
  : never

type RoomClient<Room> = {
  readonly [K in AskKeys<Room>]: AskFunction<Room[K]>
} & {
  readonly [K in TellKeys<Room> & string as `on${Capitalize<K>}`]: TellFunction<Room[K]>
}

/** `desktop.connection.connect(target)` asks; `desktop.connection.onChanged(listener)` listens. */
export type Desktop = { readonly [Room in keyof DesktopApi]: RoomClient<DesktopApi[Room]> }

declare global {
  // An interface, for only that merges with the DOM's own.
  interface Window {
    readonly desktop?: DesktopBridge
  }
}

/**
 * The client over a bridge, which is looked up at the first use. Every question rejects with the AppError that the
 * app answered with.
 */
export function desktopOver(bridge: () => DesktopBridge): Desktop {
  const rooms = Object.entries(desktopApi).map(([room, entries]) => {
    const client = Object.entries(entries).map(([name, entry]) => {
      const wireName = `${room}.${name}`
      return entry.kind === 'tell'
        ? [`on${name.charAt(0).toUpperCase()}${name.slice(1)}`, listenTo(bridge, wireName)]
        : [name, (argument?: unknown) => askFor(bridge(), wireName, argument)]
    })
    return [room, Object.fromEntries(client)] as const
  })
  // The table's types are what the loop above builds; the compiler cannot follow it through Object.entries.
  return Object.fromEntries(rooms) as unknown as Desktop
}

async function askFor(bridge: DesktopBridge, name: string, argument: unknown): Promise<unknown> {
  const reply = await bridge.ask(name, argument)
  if (!reply.ok) throw 'kind' in reply.error ? new AppError(reply.error) : appError(reply.error.code, {})
  return reply.value
}

function listenTo(bridge: () => DesktopBridge, name: string) {
  return (listener: Listener<unknown>): Unsubscribe => bridge().on(name, listener)
}

let brought: DesktopBridge | undefined

/** For a page that its gateway served: there is no app behind it, so it brings a bridge of its own. */
export function bringBridge(own: DesktopBridge): void {
  brought = own
}

/** Whether there is somebody to ask (and the page was not, say, opened from a file). */
export function hasDesktop(): boolean {
  return (brought ?? window.desktop) !== undefined
}

export const desktop = desktopOver(() => {
  const bridge = brought ?? window.desktop
  if (bridge === undefined) throw new Error('This page was not opened by Gangway.')
  return bridge
})
