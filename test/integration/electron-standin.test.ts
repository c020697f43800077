// The stand-in itself, with a small app of its own: what later tests of the desktop door rest on.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStandIn, type StandIn } from '../electron-standin/control.ts'
import { eventually } from '../support/eventually.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const entry = path.resolve(import.meta.dirname, '../electron-standin/fixture/main.mjs')

type Bridge = {
  readonly about: object
  readonly ask: (question: unknown) => Promise<unknown>
  readonly on: (listener: (value: unknown) => void) => () => boolean
  readonly fail: () => void
  readonly same: <T>(value: T) => T
}
declare global {
  // oxlint-disable-next-line no-var
  var bridge: Bridge
}

let userData: TempDir
let app: StandIn
let page: Page

const start = (...args: string[]) => startStandIn({ entry, args: [userData.path, ...args] })
const said = () => page.evaluate(() => globalThis.bridge.ask('said')) as Promise<string[]>
const onlyWindow = async () => (await app.ask('windows'))[0]!

beforeAll(async () => {
  userData = await makeTempDir('standin')
  app = await start()
  page = await app.page(await app.ask('windowShown'))
})
afterAll(async () => {
  await app.close()
  await userData.remove()
})

test('the page sees a frozen copy of what preload exposes, and nothing else of it', async () => {
  const seen = await page.evaluate(() => ({
    keys: Object.keys(globalThis.bridge),
    isFrozen: Object.isFrozen(globalThis.bridge) && Object.isFrozen(globalThis.bridge.about),
    about: globalThis.bridge.about,
    node: [typeof globalThis.require, typeof globalThis.process, typeof globalThis.module],
    ofTheStandIn: Object.getOwnPropertyNames(globalThis).filter(name => /standin|electron/i.test(name)),
  }))
  expect(seen).toEqual({
    keys: ['about', 'ask', 'on', 'fail', 'same'],
    isFrozen: true,
    about: { sandboxed: true, hasNode: false },
    node: ['undefined', 'undefined', 'undefined'],
    ofTheStandIn: [],
  })
})

test('values are copied, functions are wrapped, and errors keep their message alone', async () => {
  const crossed = await page.evaluate(async () => {
    const outcome = (error: Error & { code?: string }) => [error.name, error.message, error.code]
    const given = { when: new Date(5), list: [1, undefined, { deep: true }], bytes: new Uint8Array([1, 2]) }
    const back = globalThis.bridge.same(given)
    return {
      isCopy: back !== given && back.list[2] !== given.list[2],
      when: back.when.getTime(),
      list: back.list,
      bytes: [...back.bytes],
      called: globalThis.bridge.same((x: number) => x + 1)(4),
      promised: await globalThis.bridge.same(Promise.resolve('later')),
      asked: await globalThis.bridge.ask({ nothing: undefined, big: 5n, list: [Number.NaN] }),
      map: [...globalThis.bridge.same(new Map([[1, 2]]))],
      thrown: (() => {
        try {
          return globalThis.bridge.fail()
        } catch (error) {
          return outcome(error as Error)
        }
      })(),
      refused: await globalThis.bridge.ask('fail').catch(outcome),
      notCloneable: await globalThis.bridge.ask(() => 1).catch(outcome),
    }
  })
  expect(crossed).toEqual({
    isCopy: true,
    when: 5,
    list: [1, undefined, { deep: true }],
    bytes: [1, 2],
    called: 5,
    promised: 'later',
    asked: { nothing: undefined, big: 5n, list: [Number.NaN] },
    map: [[1, 2]],
    thrown: ['Error', 'not this', undefined],
    refused: ['Error', "Error invoking remote method 'ask': TypeError: no", undefined],
    notCloneable: ['Error', 'An object could not be cloned.', undefined],
  })
})

test('a page that replaces the built-in functions hears nothing of the bridge', async () => {
  const overheard = await page.evaluate(async () => {
    const heard: string[] = []
    // oxlint-disable-next-line typescript/unbound-method
    const { dispatchEvent, addEventListener } = EventTarget.prototype
    EventTarget.prototype.dispatchEvent = function (event) {
      heard.push(event.type)
      return dispatchEvent.call(this, event)
    }
    EventTarget.prototype.addEventListener = function (...args: unknown[]) {
      heard.push(String(args[0]))
      return addEventListener.apply(this, args as never)
    }
    await globalThis.bridge.ask('who')
    globalThis.bridge.same(1)
    Object.assign(EventTarget.prototype, { dispatchEvent, addEventListener })
    return heard
  })
  expect(overheard).toEqual([])
})

test('a message has its sender: the window’s own frame, or one that a test makes up', async () => {
  expect(await page.evaluate(() => globalThis.bridge.ask('who'))).toEqual({
    url: 'app://main/index.html',
    origin: 'app://main',
    isTop: true,
  })
  const { id } = await onlyWindow()
  const strange = { url: 'https://example.com/frame', isTop: false }
  expect(await app.ask('invokeAs', id, strange, 'ask', ['who'])).toEqual({
    url: 'https://example.com/frame',
    origin: 'https://example.com',
    isTop: false,
  })
  await expect(app.ask('invokeAs', id, strange, 'nobody', [])).rejects.toThrow(
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  )
})

test('the page comes from the protocol handler, and Chromium enforces the policy in its headers', async () => {
  expect(await page.title()).toBe('Fixture')
  expect(await page.locator('#said').textContent()).toBe('about ask on fail same')
  expect((await onlyWindow()).title).toBe('Fixture')
  const fetched = await page.evaluate(async () => ({
    own: await fetch('/page.js').then(answer => answer.status),
    broken: await fetch('/broken').then(String, error => (error as Error).name),
    elsewhere: await fetch('http://127.0.0.1:9/').then(String, error => (error as Error).name),
    evaluated: (() => {
      try {
        // oxlint-disable-next-line no-eval
        return String(globalThis.eval('1'))
      } catch (error) {
        return (error as Error).name
      }
    })(),
  }))
  expect(fetched).toEqual({ own: 200, broken: 'TypeError', elsewhere: 'TypeError', evaluated: 'EvalError' })
})

test('the permission handlers decide what the page may', async () => {
  const states = await page.evaluate(async () => {
    const state = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName })).state
    return [await state('geolocation'), await state('notifications'), await state('camera')]
  })
  expect(states).toEqual(['granted', 'denied', 'denied'])
  const { id } = await onlyWindow()
  expect(await app.ask('decidePermission', id, 'geolocation')).toBe(true)
  expect(await app.ask('decidePermission', id, 'clipboard-read')).toBe(false)
})

test('every way out of the page is put to the app first, and what it refuses does not happen', async () => {
  const before = (await said()).length
  await page.click('#away')
  await eventually(said).toContain('will-navigate https://example.com/away')
  await page.click('#other')
  await eventually(said).toContain('will-navigate app://elsewhere/')
  await page.evaluate(() => void (location.href = 'https://example.com/script'))
  await eventually(said).toContain('will-navigate https://example.com/script')
  await page.evaluate(() => void (location.href = 'gangway-test:hello'))
  await eventually(said).toContain('will-navigate gangway-test:hello')
  await page.click('#new')
  await eventually(said).toContain('window-open https://example.com/new')
  await page.click('#away', { button: 'middle' })
  await eventually(said).toContain('window-open https://example.com/away')
  await page.evaluate(() => void window.open('https://example.com/opened', '_blank', 'noopener'))
  await eventually(said).toContain('window-open https://example.com/opened')
  expect((await said()).slice(before)).toHaveLength(7)
  expect((await onlyWindow()).url).toBe('app://main/index.html')
  expect(await page.evaluate(() => location.pathname)).toBe('/index.html')
})

test('the tray is read and clicked, a dialog waits for its answer, a notification for its click', async () => {
  const tray = (await app.ask('tray'))!
  expect(path.basename(tray.imageFile ?? '')).toBe('icon.png')
  expect(tray.toolTip).toBe('Fixture')
  expect(tray.menu.map(item => item.label)).toEqual(['Off', '', 'Switch', 'Ask', 'Tell', 'Quit'])
  await expect(app.ask('clickTrayMenu', ['Off'])).rejects.toThrow('“Off” cannot be clicked')

  await app.ask('clickTrayMenu', ['Switch'])
  expect((await app.ask('tray'))?.menu[2]).toMatchObject({ type: 'checkbox', isChecked: true })
  await app.ask('clickTrayMenu', ['Ask'])
  const [dialog] = await app.ask('dialogs')
  expect(dialog).toMatchObject({ kind: 'message', message: 'Sure?', buttons: ['No', 'Yes'] })
  await app.ask('answerDialog', dialog!.id, { button: 1 })
  await eventually(() => app.ask('notifications')).toMatchObject([{ title: 'Answered', body: '1' }])
  expect(await app.ask('dialogs')).toEqual([])

  await app.ask('closeWindow', (await onlyWindow()).id)
  expect((await onlyWindow()).isVisible).toBe(false)
  await app.ask('clickNotification', 1)
  expect(await onlyWindow()).toMatchObject({ isVisible: true, isFocused: true })
})

test('a window that is closed to the tray goes on working, and the page knows that it is hidden', async () => {
  const { id } = await onlyWindow()
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(globalThis, { heard, unheard: globalThis.bridge.on(value => heard.push(value)) })
  })
  await app.ask('closeWindow', id)
  await eventually(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  await app.ask('clickTrayMenu', ['Tell'])
  await eventually(() => page.evaluate(() => (globalThis as unknown as { heard: unknown }).heard)).toEqual([
    { at: new Date(0) },
  ])
  await app.ask('system', { on: 'powerMonitor', event: 'resume' })
  await app.ask('system', { on: 'app', event: 'open-url', url: 'gangway-test://hello' })
  expect(await said()).toEqual(expect.arrayContaining(['resume', 'open-url gangway-test://hello']))
})

test('a second start is told to the first, which shows its window, and ends by itself', async () => {
  expect((await onlyWindow()).isVisible).toBe(false)
  const second = await start('--second')
  expect(await second.ended).toBe(0)
  await second.close()
  await eventually(said).toContain('second instance --second')
  expect((await onlyWindow()).isVisible).toBe(true)
  await eventually(() => page.evaluate(() => document.visibilityState)).toBe('visible')
})

test('the pages follow the system’s appearance and network', async () => {
  const seen = () =>
    page.evaluate(() => [matchMedia('(prefers-color-scheme: dark)').matches, navigator.onLine])
  expect(await seen()).toEqual([false, true])
  await app.ask('setAppearance', { isDark: true })
  await app.ask('setOnline', false)
  await eventually(seen).toEqual([true, false])
  await app.ask('setAppearance', { isDark: false })
  await app.ask('setOnline', true)
  await eventually(seen).toEqual([false, true])
})

test('a renderer that crashes is told to the app, and the window can be loaded again', async () => {
  const { id } = await onlyWindow()
  await app.ask('crashRenderer', id)
  await eventually(async () => {
    page = await app.page(id)
    return await said()
  }).toContain('gone crashed')
  expect(await page.title()).toBe('Fixture')
})

test('quitting goes its way in order and leaves nothing behind', async ({ task }) => {
  // A second try finds the app ended by the first.
  const quitting = task.result?.retryCount ? await start() : app
  await quitting.ask('windowShown')
  await quitting.ask('clickTrayMenu', ['Quit'])
  expect(await quitting.ended).toBe(0)
  expect(quitting.output().trim().split('\n').slice(-3)).toEqual(['before-quit', 'will-quit', 'quit'])
  expect(await readdir(userData.path)).toEqual([])
  const again = await start()
  try {
    await again.ask('windowShown')
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
    expect(again.output()).toContain('will-quit')
  } finally {
    await again.close()
  }
})
