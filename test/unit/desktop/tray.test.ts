import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import {
  standingOf,
  targetKey,
  type ConnectionState,
  type ConnectionTarget,
  type SshTarget,
} from '../../../src-shared/connection.ts'
import type { GatewayEntry } from '../../../src-shared/desktop-api.ts'
import type { NodeHostState } from '../../../src-shared/node-host.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { trayFace, trayFaceOfAll, type TrayShape } from '../../../src-main/desktop/tray-face.ts'
import { trayIconFile } from '../../../src-main/desktop/tray-icons.ts'
import { trayMenu, type TrayContents, type TrayItem } from '../../../src-main/desktop/tray-menu.ts'
import { openWords } from '../../../src-shared/i18n/words.ts'
import { hasPlainLetters, namesIn } from '../../support/untranslated.ts'
import { states } from '../../support/window-fixtures.ts'

const target: SshTarget = { kind: 'ssh', host: 'harbour', gatewayPort: 18789, engine: 'ssh2' }
const closing: ConnectionState = { phase: 'closing', target }

test.each<[string, ConnectionState, TrayShape]>([
  ['not connected', states.idle, 'off'],
  ['disconnecting', closing, 'off'],
  ['connecting', states.opening, 'connecting'],
  ['asked something on the way', states.asking, 'attention'],
  ['online', states.online, 'online'],
  ['online, and slow', states.degraded, 'attention'],
  ['online, and another road needs a person', states.sshStopped, 'attention'],
  ['lost, and to be tried again', states.waiting, 'connecting'],
  ['lost, and tried again', { ...states.opening, attempt: 2, lastOnlineAt: 1 }, 'connecting'],
  ['in need of a token', states.tokenMissing, 'attention'],
  ['in need of an approval', states.pairing, 'attention'],
  ['refused for good', states.keyChanged, 'down'],
])('the tray of a connection that is %s has its own shape', (_how, state, shape) => {
  expect(trayFace(state, 0, inEnglish).shape).toBe(shape)
})

test('a question makes every state one that needs attention', () => {
  for (const state of Object.values(states)) expect(trayFace(state, 1, inEnglish).shape).toBe('attention')
})

test('commands that wait for a yes or no stand in the menu, counted, and lead to where they are decided', () => {
  const items = menu(contents(states.online, { approvals: 2 }))
  expect(items).toContainEqual({
    kind: 'entry',
    label: '2 commands wait for your decision',
    action: { kind: 'go', to: { page: 'gateway', section: 'approvals' } },
  })
  expect(read(menu(contents(states.online)))).not.toContainEqual(expect.stringContaining('decision'))
})

const standing = (host: string, state: ConnectionState, more: Partial<GatewayEntry> = {}): GatewayEntry => ({
  key: targetKey({ ...target, host }),
  target: { ...target, host },
  stands: standingOf(state),
  isShown: false,
  isKept: true,
  approvals: 0,
  unread: 0,
  ...more,
})

test('of several connections the tray shows the worst, how many are well, and who is not', () => {
  const [quay, harbour] = [standing('quay', states.online), standing('harbour', states.waiting)]
  const slow = standing('pier', states.degraded, { label: 'The pier' })
  expect(trayFaceOfAll([quay, harbour, standing('off', states.idle)], 0, inEnglish)).toEqual({
    shape: 'connecting',
    headline: '1 of 2 connected',
    detail: 'harbour: reconnecting',
  })
  const refused = standing('mole', states.keyChanged)
  expect(trayFaceOfAll([quay, harbour, refused], 0, inEnglish)).toEqual({
    shape: 'down',
    headline: '1 of 3 connected',
    detail: 'harbour: reconnecting · mole: cannot connect',
  })
  expect(trayFaceOfAll([quay, slow], 0, inEnglish)).toMatchObject({
    shape: 'attention',
    headline: '2 of 2 connected',
    detail: 'The pier: connected, with trouble',
  })
  expect(trayFaceOfAll([quay, standing('pier', states.online)], 0, inEnglish)).toEqual({
    shape: 'online',
    headline: '2 of 2 connected',
    detail: '',
  })
  expect(trayFaceOfAll([quay, standing('pier', states.online)], 1, inEnglish).shape).toBe('attention')
})

test('the menu lists several gateways, each with how it stands and what can be done about it', () => {
  const gateways = [
    standing('quay', states.online, { isShown: true }),
    standing('harbour', states.waiting, { color: 'red', approvals: 2 }),
    standing('pier', states.idle),
  ]
  const items = menu(contents(states.online, { gateways })).filter(({ kind }) => kind === 'menu')
  const key = (host: string) => targetKey({ ...target, host })
  expect(items).toEqual([
    {
      kind: 'menu',
      label: '● quay: connected',
      items: [
        { kind: 'line', label: 'Shown in the window' },
        { kind: 'entry', label: 'Disconnect', action: { kind: 'disconnect-gateway', key: key('quay') } },
      ],
    },
    {
      kind: 'menu',
      label: expect.stringMatching(/^◌ .*harbour: reconnecting$/) as string,
      items: [
        { kind: 'line', label: '2 commands wait for your decision' },
        { kind: 'entry', label: 'Show', action: { kind: 'show-gateway', key: key('harbour') } },
        { kind: 'entry', label: 'Disconnect', action: { kind: 'disconnect-gateway', key: key('harbour') } },
      ],
    },
    {
      kind: 'menu',
      label: '○ pier: not connected',
      items: [{ kind: 'entry', label: 'Connect', action: { kind: 'show-gateway', key: key('pier') } }],
    },
  ])
  expect(menu(contents(states.online, { gateways: gateways.slice(0, 1) }))).toEqual(
    menu(contents(states.online)),
  )
})

test('between two tries and in each of them the menu is the same, but for how it stands', () => {
  const trying: ConnectionState = { ...states.opening, attempt: 2, lastOnlineAt: 1 }
  const entries = (state: ConnectionState) => menu(contents(state)).filter(({ kind }) => kind !== 'line')
  expect(entries(trying)).toEqual(entries(states.waiting))
  expect(read(entries(trying))).toEqual(expect.arrayContaining(['Try again now', 'Disconnect']))
})

test('with several gateways each stands in the menu once, with all that can be done about it', () => {
  const gateways = [standing('quay', states.waiting, { isShown: true }), standing('harbour', states.opening)]
  const lines = (recent: readonly ConnectionTarget[]) =>
    read(menu(contents(states.waiting, { gateways, recent, face: trayFaceOfAll(gateways, 0, inEnglish) })))
  const named = [
    '(0 of 2 connected)',
    '(quay: reconnecting · harbour: connecting)',
    '-',
    '◌ quay: reconnecting >',
    '  (Shown in the window)',
    '  Try again now',
    '  Disconnect',
    '◌ harbour: connecting >',
    '  Show',
    '  Stop connecting',
  ]
  const pages = ['-', 'Open chat', 'Health', 'Settings…', '-', 'Copy diagnostics', 'Quit Gangway']
  const { target: quay } = gateways[0] ?? { target }
  expect(lines([quay, { ...target, host: 'old' }])).toEqual([
    ...named,
    'Other hosts >',
    '  old',
    '  -',
    '  Another host…',
    ...pages,
  ])
  expect(lines([quay])).toEqual([...named, 'Another host…', ...pages])
})

test.each([
  ['qu\u202eay\u2066', 'quay'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['two\nlines\0 and\u0007 a bell', 'two lines and a bell'],
  ['-oProxyCommand=x %h $(id);', '-oProxyCommand=x %h $(id);'],
  ['🦞 lobster', '🦞 lobster'],
  ['מחשב', '\u2068מחשב\u2069'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
])('a name of hidden or turned signs stands in the menu as plain text: %j', (label, shown) => {
  const named = (name: string): GatewayEntry => ({
    key: name,
    target: { ...target, host: 'box' },
    label: name,
    color: undefined,
    stands: standingOf(states.online),
    isShown: false,
    isKept: true,
    approvals: 0,
    unread: 0,
  })
  const gateways = [named(label), named('other')]
  const labels = menu(contents(states.online, { gateways })).flatMap(item =>
    'label' in item ? [item.label] : [],
  )
  expect(labels.filter(text => text.includes(shown))).toHaveLength(1)
  expect(labels.join('').replaceAll(/[\u2068\u2069]/g, '')).not.toMatch(
    /[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u,
  )
})

const node: NodeHostState = {
  phase: 'on',
  nodeId: 'a'.repeat(64),
  commands: ['system.run'],
  connection: states.online,
  approval: 'approved',
  running: 0,
}
test.each<[NodeHostState, string]>([
  [node, 'This computer is lent: nothing runs'],
  [{ ...node, running: 2 }, 'This computer is lent: 2 calls run'],
  [{ ...node, approval: 'waiting' }, 'This computer waits to be approved as a node'],
  [{ ...node, connection: states.waiting }, 'This computer is not lent: no gateway'],
])('whether this computer is lent stands in the menu, with what runs on it (%#)', (state, label) => {
  expect(menu(contents(states.online, { node: state }))).toContainEqual({
    kind: 'entry',
    label,
    action: { kind: 'go', to: { page: 'settings', section: 'node' } },
  })
})

test('a computer that is not lent is no line in the menu', () => {
  expect(menu(contents(states.online, { node: { phase: 'off' } }))).toEqual(menu(contents(states.online)))
})

test('nothing in the tray counts down: its text is as true a minute later', () => {
  const { headline, detail } = trayFace(states.waiting, 0, inEnglish)
  expect(`${headline} ${detail}`).not.toMatch(/\d+ s\b|now\b/)
})

const contents = (state: ConnectionState, more: Partial<TrayContents> = {}): TrayContents => ({
  face: trayFace(state, more.prompts ?? 0, inEnglish),
  stands: standingOf(state),
  prompts: 0,
  recent: [target],
  ...more,
})

const menu = (shown: TrayContents) => trayMenu(shown, inEnglish)

/** The menu as a person reads it. */
const read = (items: readonly TrayItem[]): string[] =>
  items.flatMap(item => {
    switch (item.kind) {
      case 'separator':
        return ['-']
      case 'line':
        return [`(${item.label})`]
      case 'entry':
        return [item.label]
      case 'menu':
        return [`${item.label} >`, ...read(item.items).map(line => `  ${line}`)]
    }
  })

const actionsIn = (items: readonly TrayItem[]): string[] =>
  items.flatMap(item =>
    item.kind === 'entry' ? [item.action.kind] : item.kind === 'menu' ? actionsIn(item.items) : [],
  )

test('at rest the menu offers to connect where one was last', () => {
  const items = menu(contents(states.idle))
  expect(read(items)).toEqual([
    '(Not connected)',
    '(Choose a gateway to connect to.)',
    '-',
    'Connect to harbour',
    'Recent hosts >',
    '  harbour',
    '  -',
    '  Another host…',
    '-',
    'Open chat',
    'Health',
    'Settings…',
    '-',
    'Copy diagnostics',
    'Quit Gangway',
  ])
  expect(items.find(item => item.kind === 'entry')).toMatchObject({ action: { kind: 'connect', target } })
})

test('who has never connected is shown the page for it', () => {
  const [first] = menu(contents(states.idle, { recent: [] })).filter(item => item.kind === 'entry')
  expect(first).toEqual({ kind: 'entry', label: 'Connect…', action: { kind: 'go', to: { page: 'connect' } } })
})

test.each<[string, ConnectionState, string[], string[]]>([
  ['connecting', states.opening, ['disconnect'], ['retry']],
  ['online', states.online, ['disconnect'], ['retry']],
  ['waiting', states.waiting, ['disconnect', 'retry'], []],
  ['in need of a person', states.tokenMissing, ['disconnect', 'retry'], []],
  ['refused', states.keyChanged, ['disconnect', 'retry'], []],
  ['not there', states.idle, ['connect'], ['disconnect', 'retry']],
  ['closing', closing, [], ['disconnect', 'retry']],
])('what makes sense for a connection that is %s is offered, and no more', (_how, state, offered, not) => {
  const actions = actionsIn(menu(contents(state)))
  for (const kind of offered) expect(actions).toContain(kind)
  for (const kind of not) expect(actions).not.toContain(kind)
  expect(actions.at(-1)).toBe('quit')
})

test('a question that waits is the first thing offered', () => {
  const items = menu(contents(states.asking, { prompts: 1 }))
  expect(items.find(item => item.kind === 'entry')).toMatchObject({ label: 'Answer the question…' })
})

test('a host that was given a colour shows it before its name, in the line and among the recent ones', () => {
  const face = trayFace(states.online, 0, inEnglish, 'red')
  expect(face.headline).toMatch(/^🔴 \S/)
  const colorOf = () => 'blue' as const
  const items = menu(contents(states.idle, { face, colorOf }))
  expect(read(items)).toContain('  🔵 harbour')
  expect(read(items)[0]).toBe(`(${face.headline})`)
})

test('an update is offered beside the way out', () => {
  expect(read(menu(contents(states.online, { update: '1.2.0' })))).toContain('Update to 1.2.0…')
})

test('many and long names do not make the menu grow off the screen', () => {
  const recent = Array.from({ length: 20 }, (_, index) => ({
    ...target,
    host: `${index}-${'h'.repeat(200)}`,
  }))
  const submenu = menu(contents(states.idle, { recent })).find(item => item.kind === 'menu')
  expect(submenu?.items.filter(item => item.kind === 'entry')).toHaveLength(9)
  for (const line of read(submenu?.items ?? [])) expect(line.length).toBeLessThanOrEqual(60)
})

test('two separators never stand side by side', () => {
  for (const state of [...Object.values(states), closing]) {
    const lines = read(menu(contents(state, { recent: [] })))
    expect(lines.join(' ')).not.toContain('- -')
  }
})

test('there is a picture for every shape, on light and dark bars, and as macOS wants it', () => {
  const shapes = ['off', 'connecting', 'online', 'attention', 'down'] as const
  const files = shapes.flatMap(shape =>
    (['light', 'dark'] as const).flatMap(bar =>
      (['linux', 'win32', 'darwin'] as const).map(platform =>
        trayIconFile(path.resolve('assets'), shape, bar, platform),
      ),
    ),
  )
  const all = files.flatMap(file => [file, file.replace('.png', '@2x.png')])
  expect(all.filter(file => !existsSync(file))).toEqual([])
})

test('every word of the tray and its menu comes from a catalog, whatever the state', async () => {
  const words = openWords({ system: () => ['en-XA'], onMistake: error => expect.fail(error.message) })
  await words.use('system')
  const { t } = words.current()
  for (const state of [...Object.values(states), closing]) {
    for (const prompts of [0, 1]) {
      const face = trayFace(state, prompts, t)
      const recent = [target, { kind: 'local' } as const]
      const items = trayMenu({ face, stands: standingOf(state), prompts, recent, update: '2.0.0' }, t)
      const names = namesIn([state, target, '2.0.0'])
      // A name at the end of a line that was too long is closed where it was cut.
      const labels = read(items).map(line => line.trim().replace(/…\)?$/, '\u2069'))
      // A host in the list of recent ones is a name alone.
      const own = labels.filter(label => label !== target.host)
      expect(own.filter(label => hasPlainLetters(label, names))).toEqual([])
    }
  }
})
