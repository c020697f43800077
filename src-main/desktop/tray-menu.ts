// The tray's menu, from what is going on. Pure: what an entry does is data, and tray.ts does it.
import type { ConnectionState, ConnectionTarget } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import type { TrayFace } from './tray-face.ts'
import { words } from './words.ts'

export type TrayAction =
  | { readonly kind: 'connect'; readonly target: ConnectionTarget }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'open' }
  | { readonly kind: 'go'; readonly to: Destination }
  | { readonly kind: 'copy-diagnostics' }
  /** Not yet looked at. */
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'update' }
  | { readonly kind: 'quit' }

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'entry'; readonly label: string; readonly action: TrayAction }
  | { readonly kind: 'menu'; readonly label: string; readonly items: readonly TrayItem[] }

export type TrayContents = {
  readonly face: TrayFace
  /** Undefined while the app is still starting: then there is nothing to connect with. */
  readonly phase: ConnectionState['phase'] | undefined
  readonly prompts: number
  /** Newest first, by the name that people know them by. */
  readonly recent: readonly { readonly name: string; readonly target: ConnectionTarget }[]
  /** The version that waits to be installed. */
  readonly update?: string | undefined
}

const maxRecent = 8
const maxLine = 60
const separator: TrayItem = { kind: 'separator' }
const entry = (label: string, action: TrayAction): TrayItem => ({ kind: 'entry', label, action })

export function trayMenu(contents: TrayContents): readonly TrayItem[] {
  const { face, update } = contents
  return [
    ...stateLines(face),
    separator,
    ...(contents.phase === undefined
      ? [entry(words.tray.open, { kind: 'open' })]
      : [...connectionEntries(contents), separator, ...pageEntries(), separator]),
    ...(contents.phase === undefined
      ? []
      : [entry(words.tray.copyDiagnostics, { kind: 'copy-diagnostics' })]),
    ...(update === undefined ? [] : [entry(words.tray.update(update), { kind: 'update' })]),
    entry(words.tray.quit, { kind: 'quit' }),
  ]
}

function stateLines({ headline, detail }: TrayFace): TrayItem[] {
  return [headline, detail].filter(Boolean).map(text => ({ kind: 'line', label: shortened(text) }))
}

function connectionEntries({ phase, prompts, recent }: TrayContents): TrayItem[] {
  const isAway = phase === 'idle' || phase === 'closing'
  const [last] = recent
  return [
    ...(prompts > 0 ? [entry(words.tray.answer, { kind: 'open' })] : []),
    ...(phase === 'waiting' || phase === 'needs-you' || phase === 'failed'
      ? [entry(words.tray.retry, { kind: 'retry' })]
      : []),
    ...(phase === 'idle' && last
      ? [entry(`${words.tray.connectTo} ${shortened(last.name)}`, { kind: 'connect', target: last.target })]
      : []),
    ...(phase === 'idle' && !last ? [entry(`${words.tray.connect}…`, goTo('connect'))] : []),
    ...(isAway
      ? []
      : [entry(phase === 'opening' ? words.tray.cancel : words.tray.disconnect, { kind: 'disconnect' })]),
    ...recentMenu(recent),
  ]
}

function recentMenu(recent: TrayContents['recent']): TrayItem[] {
  if (recent.length === 0) return []
  const items = recent
    .slice(0, maxRecent)
    .map(({ name, target }) => entry(shortened(name), { kind: 'connect', target }))
  const another = entry(words.tray.anotherHost, goTo('connect'))
  return [{ kind: 'menu', label: words.tray.recent, items: [...items, separator, another] }]
}

function pageEntries(): TrayItem[] {
  return [
    entry(words.tray.chat, goTo('chat')),
    entry(words.tray.health, goTo('health')),
    entry(words.tray.settings, goTo('settings')),
  ]
}

function goTo(page: Destination['page']): TrayAction {
  return { kind: 'go', to: { page } }
}

/** Menus grow as wide as their longest entry; hosts and errors can be long. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= maxLine ? line : `${line.slice(0, maxLine - 1)}…`
}
