// The first start, with the keyboard alone, against a scripted app.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import { phrase } from '../../../src-shared/said.ts'
import { AppSettings, defaultAppSettings } from '../../../src-shared/settings.ts'
import { hasFocus, tabTo } from '../../support/keyboard.ts'
import { openWindowBench, type BenchWindow, type WindowBench } from '../../support/window-bench.ts'
import {
  appInfo,
  errors,
  gatewayInfo,
  importPlan,
  ladderAt,
  sshTarget,
  states,
} from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const hash = (page: Page) => page.evaluate(() => location.hash)
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const firstStart = { 'welcome.isDue': () => true }

async function expectClean(window: BenchWindow): Promise<void> {
  expect(await window.violations()).toEqual([])
  expect(window.foreignRequests).toEqual([])
  expect(window.complaints).toEqual([])
}

test('with the keyboard alone: over SSH, a wrong host mended in its field, accepted, and into the chat', async () => {
  const window = await bench.open({ answers: firstStart })
  const { page, tell, askedFor } = window
  await tabTo(page, page.getByRole('button', { name: /On another computer, over SSH/ }))
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(heading(page, 'Which computer?'))).toBe(true)

  // Nothing typed yet: said at the field, and nothing is asked of the app.
  const host = page.getByRole('combobox', { name: 'Host' })
  await tabTo(page, host)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect.poll(() => host.getAttribute('aria-invalid')).toBe('true')
  expect(askedFor('connection.connect')).toEqual([])

  await page.keyboard.type('harbour')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('connection.connect')).toEqual([sshTarget])
  await tell('connection.changed', states.opening)
  await expect.poll(() => hasFocus(heading(page, 'Connecting to harbour'))).toBe(true)

  // It cannot be reached: the ladder says where it stopped, and the way back leads into the field to blame.
  await tell('connection.changed', states.waiting)
  await page.locator('[data-step="tcp"][data-verdict="failed"]').waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Change the target' }))
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(host)).toBe(true)
  expect(await host.inputValue()).toBe('harbour')
  await page.getByText('did not answer on port 22').waitFor()

  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('connection.connect')).toHaveLength(2)
  // Not before the gateway has accepted this device.
  await tell('connection.changed', states.tokenMissing)
  await heading(page, 'harbour needs you').waitFor()
  await tell('connection.changed', states.online)
  await expect.poll(() => hasFocus(heading(page, 'You are connected to harbour'))).toBe(true)
  await tabTo(page, page.getByRole('link', { name: 'Open the chat' }))
  await page.keyboard.press('Enter')
  await expect.poll(() => hash(page)).toBe('#/chat')
  await expectClean(window)
  await window.close()
})

test('this computer needs one key press, and Escape ends the attempt and goes back', async () => {
  const window = await bench.open({ answers: firstStart })
  const { page, tell, askedFor } = window
  await tabTo(page, page.getByRole('button', { name: /On this computer/ }))
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('connection.connect')).toEqual([{ kind: 'local' }])
  const local = { target: { kind: 'local' }, ladder: ladderAt('tcp', 'running', undefined, 'local') } as const
  await tell('connection.changed', { ...local, phase: 'opening', attempt: 1, since: Date.now() })
  await expect.poll(() => hasFocus(heading(page, 'Connecting to this computer'))).toBe(true)
  await page.keyboard.press('Escape')

  await expect.poll(() => hasFocus(heading(page, 'Welcome to Gangway'))).toBe(true)
  expect(askedFor('connection.disconnect')).toHaveLength(1)

  await page.getByRole('button', { name: /On this computer/ }).press('Enter')
  await tell('connection.changed', {
    target: { kind: 'local' },
    ladder: ladderAt('top', 'running', undefined, 'local'),
    phase: 'online',
    since: Date.now(),
    gateway: gatewayInfo,
  })
  await heading(page, 'You are connected to this computer').waitFor()
  await page.getByRole('switch', { name: 'Connect when Gangway starts' }).press('Space')
  await expect.poll(() => askedFor('settings.change')).toEqual([{ connectAtStart: false }])
  await window.close()
})

test('what main refuses is said beside the form, and nothing typed is lost', async () => {
  const { page, close } = await bench.open({
    answers: {
      ...firstStart,
      'connection.connect': () => {
        throw appError('URL_INVALID', { why: 'its port is 0' })
      },
    },
  })
  await page.getByRole('button', { name: /At a gateway’s address/ }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill('wss://quay.example:0')
  await page.keyboard.press('Enter')

  await page.getByRole('alert').getByText('its port is 0').waitFor()
  expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('wss://quay.example:0')
  await close()
})

test('an OpenClaw configuration is shown whole before the key press that takes it over', async () => {
  const window = await bench.open({
    answers: { ...firstStart, 'openClaw.find': () => '/home/maria/.openclaw/openclaw.json' },
  })
  const { page, askedFor, tell } = window
  const offer = page.getByRole('button', { name: /From an OpenClaw configuration/ })
  await offer.getByText('/home/maria/.openclaw/openclaw.json was found.').waitFor()
  await tabTo(page, offer)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(heading(page, 'Take over from OpenClaw'))).toBe(true)

  await page.getByText('There is a token in gateway.remote.token.').waitFor()
  const left = page.getByRole('region', { name: 'What is not taken over' })
  await left.getByText('gateway.remote.sshIdentity').waitFor()
  await left.getByText('It belongs to the gateway and goes on working there.').waitFor()
  expect(askedFor('openClaw.takeOver')).toEqual([])

  await tabTo(page, page.getByRole('button', { name: 'Take over and connect' }))
  await page.keyboard.press('Enter')
  await expect
    .poll(() => askedFor('openClaw.takeOver'))
    .toEqual([{ source: { path: '/home/maria/.openclaw/openclaw.json' }, hash: importPlan('').hash }])
  await expect.poll(() => askedFor('connection.connect')).toEqual([sshTarget])
  await tell('connection.changed', states.online)
  await heading(page, 'You are connected to harbour').waitFor()
  await expectClean(window)
  await window.close()
})

test('a configuration that cannot be used says why, and another one can be named', async () => {
  const { page, answer, askedFor, close } = await bench.open({
    answers: {
      ...firstStart,
      'openClaw.read': () => {
        throw appError('IMPORT_UNUSABLE', { path: '~/bad.json', why: phrase('importNotJson5') })
      },
    },
  })
  await page.getByRole('button', { name: /From an OpenClaw configuration/ }).click()
  await page.getByRole('button', { name: 'See what it holds' }).click()
  await page.getByText('Enter the path of the file.').waitFor()
  const path = page.getByRole('textbox', { name: 'Configuration file' })
  await path.fill('~/bad.json')
  await page.keyboard.press('Enter')
  await page
    .getByRole('alert')
    .getByText('The file ~/bad.json cannot be taken over: it is not valid JSON5.')
    .waitFor()

  answer({ 'openClaw.read': () => importPlan('~/good.json') })
  await path.fill('~/good.json')
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Take over and connect' }).waitFor()
  expect(askedFor('openClaw.read')).toEqual([{ path: '~/bad.json' }, { path: '~/good.json' }])
  await page.keyboard.press('Escape')
  await heading(page, 'Welcome to Gangway').waitFor()
  await close()
})

test('in the desktop app the file is chosen in a dialog, and leaving that changes nothing', async () => {
  let chosen: string | null = null
  const { page, close } = await bench.open({
    answers: {
      ...firstStart,
      'app.info': () => ({ ...appInfo, door: 'desktop' }),
      'openClaw.find': () => null,
      'openClaw.choose': () => chosen,
    },
  })
  await page.getByRole('button', { name: /From an OpenClaw configuration/ }).click()
  const field = page.getByLabel('Configuration file')
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  expect(await field.inputValue()).toBe('')
  chosen = '/home/maria/elsewhere.json'
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await page.getByText('What would be taken over').waitFor()
  expect(await field.inputValue()).toBe(chosen)
  await page.getByText('Refuse', { exact: true }).waitFor()
  await close()
})

test('in a browser the page is handed the file, and the app looks into its text', async () => {
  const window = await bench.open({ answers: firstStart })
  const { page, askedFor } = window
  const name = 'openclaw.json'
  const choose = async (text: string) => {
    const picking = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file…' }).press('Enter')
    await (await picking).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  }
  await page.getByRole('button', { name: /From an OpenClaw configuration/ }).click()

  await choose(' '.repeat(1024 * 1024 + 1))
  await page.getByRole('alert').getByText('it is larger than 1024 kB').waitFor()
  expect(askedFor('openClaw.read')).toEqual([])

  await choose('{ gateway: {} }')
  await page.getByText('What would be taken over').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await page.getByLabel('Configuration file').inputValue()).toBe(name)
  const source = { name, text: '{ gateway: {} }' }
  expect(askedFor('openClaw.read')).toEqual([source])

  // What is typed over its name is a path again.
  await page.getByLabel('Configuration file').fill('~/other.json')
  await page.getByRole('button', { name: 'See what it holds' }).press('Enter')
  await expect.poll(() => askedFor('openClaw.read')).toEqual([source, { path: '~/other.json' }])
  await choose(source.text)
  await expect.poll(() => askedFor('openClaw.read')).toHaveLength(3)

  await page.getByRole('button', { name: 'Take over and connect' }).press('Enter')
  await expect.poll(() => askedFor('openClaw.takeOver')).toEqual([{ source, hash: importPlan('').hash }])
  await expect.poll(() => askedFor('connection.connect')).toEqual([sshTarget])
  await expectClean(window)
  await window.close()
})

test('the welcome can be left, does not come back by itself, and is opened again from Settings', async () => {
  let due = true
  const { page, askedFor, close } = await bench.open({
    answers: {
      'welcome.isDue': () => due,
      'welcome.leave': () => {
        due = false
      },
    },
  })
  await page.getByRole('button', { name: 'Set up later' }).click()
  await heading(page, 'Connect').waitFor()
  expect(askedFor('welcome.leave')).toHaveLength(1)

  await page.goto(`${bench.origin}/`)
  await heading(page, 'Connect').waitFor()

  await page.goto(`${bench.origin}/#/settings/start`)
  await page.getByRole('link', { name: 'Open the welcome' }).click()
  await heading(page, 'Welcome to Gangway').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => hash(page)).toBe('#/settings')
  await close()
})

test('a window that is sent to a page goes there, first start or not', async () => {
  const { page, close } = await bench.open({ hash: '#/health', answers: firstStart })
  await heading(page, 'Health').waitFor()
  await close()
})

test('the language is changed where one stands', async () => {
  let settings = defaultAppSettings
  const window = await bench.open({
    answers: {
      ...firstStart,
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
    },
  })
  await window.page.getByText('Polski', { exact: true }).click()
  await heading(window.page, 'Witaj w Gangway').waitFor()
  await window.page.getByRole('button', { name: 'Skonfiguruję później' }).waitFor()
  await expectClean(window)
  await window.close()
})

const steps: Record<string, (window: BenchWindow) => Promise<void>> = {
  choose: async () => undefined,
  fields: async ({ page }) => {
    await page.getByRole('button', { name: /over SSH/ }).click()
    await page.getByRole('combobox', { name: 'Host' }).fill('harbour')
    await page.keyboard.press('Escape')
    await page.getByText('~/.ssh/id_harbour').waitFor()
  },
  import: async ({ page }) => {
    await page.getByRole('button', { name: /OpenClaw/ }).click()
    await page.getByRole('textbox').fill('~/.openclaw/openclaw.json')
    await page.keyboard.press('Enter')
    await page.getByText('gateway.remote.token').waitFor()
  },
  climb: async window => {
    await steps['fields']?.(window)
    await window.page.keyboard.press('Enter')
    await window.tell('connection.changed', states.waiting)
    await window.page.getByText(errors.unreachable.code).waitFor()
  },
  done: async window => {
    await steps['fields']?.(window)
    await window.page.keyboard.press('Enter')
    await window.tell('connection.changed', states.online)
    await heading(window.page, 'You are connected to harbour').waitFor()
  },
}

test.each(Object.keys(steps))(
  'the step “%s” is accessible in both themes and fits into 400 pixels',
  async name => {
    const window = await bench.open({
      answers: {
        ...firstStart,
        'credentials.vault': () => ({ backend: 'memory', why: 'no Secret Service' }),
      },
    })
    const { page } = window
    await heading(page, 'Welcome to Gangway').waitFor()
    await steps[name]?.(window)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      expect(await window.accessibilityFaults(), colorScheme).toEqual([])
    }
    await page.setViewportSize({ width: 400, height: 700 })
    expect(await page.evaluate(() => document.querySelector('main')?.scrollWidth)).toBeLessThanOrEqual(400)
    await expectClean(window)
    await window.close()
  },
)
