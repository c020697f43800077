// The tray's menu, from what is going on. Pure: what an entry does is data, and tray.ts does it.
import {
  describeShortly,
  nameElsewhere,
  targetKey,
  type ConnectionTarget,
  type Standing,
} from '../../src-shared/connection.ts'
import type { Destination, GatewayEntry } from '../../src-shared/desktop-api.ts'
import type { Light, LightColor } from '../../src-shared/health-lights.ts'
import type { NodeHostState } from '../../src-shared/node-host.ts'
import type { HostColor } from '../../src-shared/settings.ts'
import { withMark } from './host-mark.ts'
import { nameOf, shapeOf, type TrayFace, type TrayShape } from './tray-face.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

export type TrayAction =
  | { readonly kind: 'connect'; readonly target: ConnectionTarget }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'show-gateway' | 'disconnect-gateway'; readonly key: string }
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
  readonly stands: Standing
  readonly prompts: number
  /** How many commands wait for a yes or no. */
  readonly approvals?: number | undefined
  /** The first of them, a line each. */
  readonly waiting?: readonly string[] | undefined
  /** Those that have a connection, or are to have one. */
  readonly gateways?: readonly GatewayEntry[] | undefined
  /** Newest first. */
  readonly recent: readonly ConnectionTarget[]
  /** The colour that a host was given. */
  readonly colorOf?: ((target: ConnectionTarget) => HostColor | undefined) | undefined
  /** Of the connection, as they are now. */
  readonly lights?: readonly Light[] | undefined
  /** This computer as a node. */
  readonly node?: NodeHostState | undefined
  /** The version that waits to be installed. */
  readonly update?: string | undefined
}

const maxRecent = 8
const maxLine = 60
const separator: TrayItem = { kind: 'separator' }
const entry = (label: string, action: TrayAction): TrayItem => ({ kind: 'entry', label, action })

export function trayMenu(contents: TrayContents, t: T): readonly TrayItem[] {
  const { face, node, update } = contents
  return inGroups([
    [...stateLines(face), ...lightLine(contents.lights, t)],
    connectionEntries(contents, t),
    ...(isSeveral(contents) ? [gatewayMenus(contents, t)] : []),
    pageEntries(t),
    // Off is as everybody begins, and nothing to say.
    node && node.phase !== 'off'
      ? [entry(t('desktop.tray.node', nodeWords(node)), goTo('settings', 'node'))]
      : [],
    [
      entry(t('desktop.tray.copyDiagnostics'), { kind: 'copy-diagnostics' }),
      ...(update === undefined ? [] : [entry(t('desktop.update', { version: update }), { kind: 'update' })]),
      entry(t('desktop.tray.quit'), { kind: 'quit' }),
    ],
  ])
}

/** What separates two groups has something on both sides. */
function inGroups(groups: readonly (readonly TrayItem[])[]): TrayItem[] {
  return groups
    .filter(group => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]))
}

function stateLines({ headline, detail }: TrayFace): TrayItem[] {
  return [headline, detail].filter(Boolean).map(text => ({ kind: 'line', label: shortened(text) }))
}

/** Whether this computer is lent, and what runs on it for the gateway. */
function nodeWords(node: NodeHostState): { state: string; running: number } {
  if (node.phase !== 'on') return { state: node.phase, running: 0 }
  const { connection, approval, running } = node
  if (connection.phase !== 'online') return { state: 'away', running }
  return { state: approval === 'waiting' ? 'waiting' : 'lent', running }
}

const marks: Record<LightColor, string> = { green: '✓', amber: '!', red: '✗', grey: '·' }

/** In short, and only what says something. A time would be out of date before the menu is read. */
function lightLine(lights: readonly Light[] = [], t: T): TrayItem[] {
  const telling = lights.filter(({ color }) => color !== 'grey')
  if (telling.length === 0) return []
  const label = telling
    .map(
      ({ id, color, awaited }) =>
        `${awaited ? shapeMarks.connecting : marks[color]} ${t(`health.lights.${id}`)}`,
    )
    .join('   ')
  return [{ kind: 'line', label }]
}

/** Then each has a menu of its own, and what can be done about one stands there and nowhere else. */
function isSeveral({ gateways = [] }: TrayContents): boolean {
  return gateways.length > 1
}

function connectionEntries(contents: TrayContents, t: T): TrayItem[] {
  const { stands, prompts, approvals = 0, waiting = [], recent } = contents
  const { phase } = stands
  const isAway = phase === 'idle' || phase === 'closing'
  const [last] = recent
  return [
    ...(prompts > 0 ? [entry(t('desktop.tray.answer'), { kind: 'open' })] : []),
    ...(approvals > 0
      ? [
          entry(t('gateway.approvals.count', { count: approvals }), goTo('gateway', 'approvals')),
          ...waiting.map((text): TrayItem => ({ kind: 'line', label: shortened(text) })),
        ]
      : []),
    ...(isSeveral(contents)
      ? []
      : [
          ...retryEntry(stands, t),
          ...(phase === 'idle' ? [connectEntry(last, t)] : []),
          ...(isAway ? [] : [entry(endWord(stands, t), { kind: 'disconnect' })]),
          ...recentMenu(contents, t),
        ]),
  ]
}

/** Stays during the tries of a connection that comes back, for a menu that is read would change in between. */
function retryEntry({ phase, retrying }: Standing, t: T): TrayItem[] {
  const canRetry = retrying !== undefined || phase === 'needs-you' || phase === 'failed'
  return canRetry ? [entry(t('desktop.tray.retry'), { kind: 'retry' })] : []
}

function connectEntry(last: ConnectionTarget | undefined, t: T): TrayItem {
  if (!last) return entry(t('desktop.tray.connect'), goTo('connect'))
  const target = nameElsewhere(last)
  return entry(t('desktop.tray.connectTo', { target: target && shortened(target) }), {
    kind: 'connect',
    target: last,
  })
}

function endWord({ phase, retrying }: Standing, t: T): string {
  return t(phase === 'opening' && !retrying ? 'desktop.tray.cancel' : 'desktop.tray.disconnect')
}

/** Where one was before; without those that have a menu of their own. */
function recentMenu(contents: TrayContents, t: T): TrayItem[] {
  const { recent, colorOf, gateways = [] } = contents
  const several = isSeveral(contents)
  const listed = new Set(several ? gateways.map(({ key }) => key) : [])
  const others = recent.filter(target => !listed.has(targetKey(target)))
  if (others.length === 0) return several ? [entry(t('desktop.tray.anotherHost'), goTo('connect'))] : []
  const items = others.slice(0, maxRecent).map(target => {
    const name = shortened(nameElsewhere(target) ?? t('desktop.tray.thisComputer'))
    return entry(withMark(colorOf?.(target), name), { kind: 'connect', target })
  })
  const another = entry(t('desktop.tray.anotherHost'), goTo('connect'))
  const label = t(several ? 'desktop.tray.otherHosts' : 'desktop.tray.recent')
  return [{ kind: 'menu', label, items: [...items, separator, another] }]
}

const shapeMarks: Record<TrayShape, string> = {
  online: '●',
  connecting: '◌',
  attention: '▲',
  down: '✗',
  off: '○',
}

/** Each with how it stands, and what can be done about it; then the way to any other. */
function gatewayMenus(contents: TrayContents, t: T): TrayItem[] {
  const menus = (contents.gateways ?? []).map((entry_): TrayItem => {
    const { key, color, stands, isShown, approvals } = entry_
    const { phase } = stands
    const isAway = phase === 'idle' || phase === 'closing'
    const name = withMark(color, shortened(nameOf(entry_, t)))
    const words = t('desktop.tray.stands', { name, how: describeShortly(stands, t) })
    return {
      kind: 'menu',
      label: `${shapeMarks[shapeOf(stands)]} ${words}`,
      items: [
        ...(approvals > 0
          ? [{ kind: 'line' as const, label: t('gateway.approvals.count', { count: approvals }) }]
          : []),
        ...(isShown && !isAway
          ? [{ kind: 'line' as const, label: t('desktop.tray.isShown') }]
          : [entry(t(isAway ? 'connect.form.connect' : 'desktop.tray.show'), { kind: 'show-gateway', key })]),
        ...(isShown ? retryEntry(stands, t) : []),
        ...(isAway ? [] : [entry(endWord(stands, t), { kind: 'disconnect-gateway', key })]),
      ],
    }
  })
  return [...menus, ...recentMenu(contents, t)]
}

function pageEntries(t: T): TrayItem[] {
  return [
    entry(t('desktop.tray.chat'), goTo('chat')),
    entry(t('desktop.tray.health'), goTo('health')),
    entry(t('desktop.tray.settings'), goTo('settings')),
  ]
}

function goTo(page: Destination['page'], section?: string): TrayAction {
  return { kind: 'go', to: section === undefined ? { page } : { page, section } }
}

/** Menus grow as wide as their longest entry; hosts and errors can be long. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= maxLine ? line : `${line.slice(0, maxLine - 1)}…`
}
