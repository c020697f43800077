// Turning from one gateway to another: what is known of it stands there at once, and nothing of the other one with it.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import {
  standingOf,
  targetKey,
  type ConnectionState,
  type ConnectionTarget,
} from '../../../src-shared/connection.ts'
import type { GatewayEntry } from '../../../src-shared/desktop-api.ts'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import { mainKey, rows, runEvents } from '../../support/chat-events.ts'
import { chatGateway, scriptChatGateway } from '../../support/chat-gateway.ts'
import { openWindowBench, type BenchWindow, type WindowBench } from '../../support/window-bench.ts'
import { directTarget, healthy, recent, sshTarget, states } from '../../support/window-fixtures.ts'

const soon = { timeout: 50_000 }

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const [harbour, quay] = [targetKey(sshTarget), targetKey(directTarget)]
const online = (target: ConnectionTarget, connId: string): ConnectionState => ({
  ...states.online,
  target,
  gateway: { ...chatGateway, connId },
})
const atHarbour = online(sshTarget, 'h-1')
const atQuay = online(directTarget, 'q-1')

const entryOf = (target: ConnectionTarget, more: Partial<GatewayEntry>): GatewayEntry => ({
  key: targetKey(target),
  target,
  stands: { phase: 'idle' },
  isShown: false,
  isKept: true,
  approvals: 0,
  unread: 0,
  ...more,
})
const entries: readonly GatewayEntry[] = [
  entryOf(sshTarget, { stands: standingOf(atHarbour), isShown: true, color: 'blue' }),
  entryOf(directTarget, {
    stands: { phase: 'waiting' },
    label: 'The quay',
    approvals: 2,
    unread: 1,
  }),
  entryOf({ kind: 'local' }, { isKept: false }),
]

/** A window between two gateways that say different things. */
async function openBetween(): Promise<{ window: BenchWindow; answerNothing: () => void }> {
  const gateways = { [harbour]: scriptChatGateway(), [quay]: scriptChatGateway() }
  gateways[harbour]?.rows.set(mainKey, [rows.user('said at the harbour')])
  gateways[quay]?.rows.set(mainKey, [rows.user('said at the quay')])
  let answers = true
  const drafts = new Map<string, string>()
  const window = await bench.open({
    hash: '#/chat',
    answers: {
      'connection.current': () => atHarbour,
      'gateways.list': () => entries,
      'gateways.show': () => undefined,
      'connection.recent': () => recent,
      'gateway.request': ({ of = '', method, params }) =>
        answers ? (gateways[of]?.request(method, params) ?? null) : new Promise(() => undefined),
      'drafts.read': ({ key }) => drafts.get(key) ?? '',
      'drafts.write': ({ key, text }) => void drafts.set(key, text),
    },
  })
  onTestFinished(() => window.close())
  return {
    window,
    answerNothing: () => {
      answers = false
    },
  }
}

const transcript = (window: BenchWindow) => window.page.getByRole('article').allInnerTexts()
const composer = (window: BenchWindow) => window.page.getByRole('textbox', { name: 'Message', exact: true })

test('what was read of a gateway stands there before anything is answered, with its draft and nothing of the other', async () => {
  const { window, answerNothing } = await openBetween()
  await expect.poll(() => transcript(window), soon).toEqual([expect.stringContaining('said at the harbour')])
  await composer(window).fill('for the harbour')
  await window.tell('connection.changed', atQuay)
  await expect.poll(() => transcript(window), soon).toEqual([expect.stringContaining('said at the quay')])
  await expect.poll(() => composer(window).inputValue(), soon).toBe('')
  await window.tell('health.changed', { ...healthy, of: quay })

  answerNothing()
  await window.tell('connection.changed', atHarbour)
  await expect.poll(() => transcript(window), soon).toEqual([expect.stringContaining('said at the harbour')])
  await expect.poll(() => composer(window).inputValue(), soon).toBe('for the harbour')

  const answer = runEvents('r-1').final(1, 'answered at the quay')
  await window.tell('gateway.event', { ...answer, of: quay })
  await window.tell('connection.changed', online(sshTarget, 'h-2'))
  expect((await transcript(window)).join()).not.toContain('quay')
  await window.tell('connection.changed', atQuay)
  await expect.poll(async () => (await transcript(window)).join(), soon).toContain('answered at the quay')
  expect((await transcript(window)).join()).not.toContain('harbour')
})

test('turning between two gateways shows no empty transcript in between, and asks for nothing before it is there', async () => {
  const { window, answerNothing } = await openBetween()
  const { page } = window
  await expect.poll(() => transcript(window), soon).toEqual([expect.stringContaining('said at the harbour')])
  await composer(window).fill('for the harbour')
  await window.tell('connection.changed', atQuay)
  await expect.poll(() => transcript(window), soon).toEqual([expect.stringContaining('said at the quay')])
  await composer(window).fill('for the quay')
  answerNothing()

  // Every frame from here on as it is painted. A list is empty until it has measured the place it has, which it does within
  // the same frame: so a frame is looked at as its last step. Sizes are told from the outer to the inner, and what begins to
  // be observed meanwhile is told once all others have drawn.
  await page.evaluate(() => {
    const frames: string[] = []
    const look = (): void => {
      const said = [...document.querySelectorAll('article')].map(one => one.textContent).join()
      const draft = document.querySelector<HTMLTextAreaElement>('textarea')?.value ?? ''
      const frame = `${/said at the (?:harbour|quay)/.exec(said)?.[0] ?? 'nothing'} | ${draft}`
      if (frame !== frames.at(-1)) frames.push(frame)
    }
    const [outer, inner] = [document.createElement('div'), document.createElement('div')]
    for (const { style } of [outer, inner]) Object.assign(style, { width: '1px', height: '1px' })
    outer.style.position = 'fixed'
    outer.append(inner)
    document.body.append(outer)
    const onceSized = (part: Element, then: () => void): void =>
      new ResizeObserver((_, observer) => {
        observer.disconnect()
        then()
      }).observe(part)
    const follow = (): void => {
      look()
      requestAnimationFrame(() => onceSized(outer, () => onceSized(inner, follow)))
    }
    follow()
    Object.assign(globalThis, { frames })
  })
  const frames = () => page.evaluate(() => (globalThis as unknown as { frames: string[] }).frames)
  const [there, here] = ['said at the quay | for the quay', 'said at the harbour | for the harbour']
  const seen = [there]
  for (const [state, shown] of [
    [atHarbour, here],
    [atQuay, there],
    [atHarbour, here],
  ] as const) {
    const before = window.askedFor('gateway.request').length
    await window.tell('connection.changed', state)
    seen.push(shown)
    await expect.poll(frames, soon).toEqual(seen)
    const asked = window.askedFor('gateway.request').slice(before)
    expect(asked.every(({ of }) => of === targetKey('target' in state ? state.target : sshTarget))).toBe(true)
  }
  // What was asked is not answered to this day, so none of it stood between the key and the picture.
  expect(await frames()).toEqual(seen)
})

test('health of one gateway is not shown under the name of the other', async () => {
  const { window } = await openBetween()
  await window.tell('health.changed', { ...healthy, of: quay })
  await window.page.goto(`${bench.origin}/#/health`)
  await window.page.getByRole('heading', { level: 1, name: 'Health' }).waitFor()
  expect(await window.page.getByText('@quay_bot').count()).toBe(0)
  await window.tell('connection.changed', atQuay)
  await window.page.getByText('@quay_bot').waitFor()
  await window.tell('connection.changed', atHarbour)
  await window.page.getByText('@quay_bot').waitFor({ state: 'detached' })
})

test('the switcher says how each stands, and is reached by keys', async () => {
  const { window } = await openBetween()
  const { page } = window
  const open = page.getByRole('button', { name: 'Turn to another gateway: 3 waiting there' })
  await open.focus()
  expect(await page.locator('[popover] li').count()).toBe(0)
  await page.keyboard.press('Enter')
  const list = page.getByRole('navigation', { name: 'Gateways' })
  await list.waitFor()
  const lines = (await list.getByRole('button').allInnerTexts()).map(text => text.replaceAll('\n', ' | '))
  expect(lines).toEqual([
    'harbour | connected | Ctrl 1',
    'The quay | reconnecting · 2 commands wait · 1 new answer | Ctrl 2',
    'This computer | not connected | Ctrl 3',
  ])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await window.accessibilityFaults()).toEqual([])
    const shots = process.env['SHOTS']
    if (shots) await page.screenshot({ path: `${shots}/switcher-${colorScheme}.png` })
  }
  await list.getByRole('button', { name: /The quay/ }).click()
  await list.waitFor({ state: 'hidden' })
  await expect.poll(() => window.askedFor('gateways.show'), soon).toEqual([{ key: quay }])

  await page.setViewportSize({ width: 400, height: 800 })
  await open.click()
  await list.waitFor()
  const shots = process.env['SHOTS']
  if (shots) await page.screenshot({ path: `${shots}/switcher-narrow.png` })
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), soon)
    .toBe(true)
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+3')
  await expect.poll(() => window.askedFor('gateways.show').at(-1), soon).toEqual({ key: 'local' })
  expect(await window.violations()).toEqual([])
})

test('staying connected is one switch, on the Connect page and in Settings', async () => {
  const { window } = await openBetween()
  const { page } = window
  window.answer({
    'connection.current': () => atHarbour,
    'settings.change': () => defaultAppSettings,
  })
  await page.goto(`${bench.origin}/#/connect`)
  await page.getByRole('switch', { name: 'Stay connected' }).click()
  await expect
    .poll(() => window.askedFor('settings.change'), soon)
    .toEqual([{ gateways: [{ target: sshTarget, keepConnected: true }] }])
  const full = Array.from({ length: 10 }, (_, index) => ({
    target: { ...sshTarget, host: `h${index}` },
    keepConnected: true,
  }))
  await window.tell('settings.changed', { ...defaultAppSettings, gateways: full })
  await page.getByText('Gangway stays connected to 10 gateways at most.').waitFor()
  expect(await page.getByRole('switch', { name: 'Stay connected' }).isDisabled()).toBe(true)
  const shots = process.env['SHOTS']
  if (shots) await page.screenshot({ path: `${shots}/keep.png` })
  await page.goto(`${bench.origin}/#/settings/gateways`)
  await page.getByRole('switch', { name: 'Stay connected: harbour' }).waitFor()
  if (shots) await page.screenshot({ path: `${shots}/keep-settings.png`, fullPage: true })
  // One that is connected is not said to have been so hours ago.
  const rowsThere = page.getByRole('listitem').filter({ has: page.getByRole('switch') })
  expect((await rowsThere.allInnerTexts()).map(text => text.split('\n').slice(0, 2).join(' | '))).toEqual([
    'harbour | connected',
    'This computer | 1 d 2 h ago',
    'wss://gateway.quay.ts.net:443 | reconnecting',
  ])
})
