import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { targetKey } from '../../../src-shared/connection.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { rows, runEvents, committed } from '../../support/chat-events.ts'
import {
  chatGateway,
  mainKey,
  onlineAs,
  requestFailed,
  scriptChatGateway,
  tellEvents,
} from '../../support/chat-gateway.ts'
import type { ChatGateway } from '../../support/chat-gateway.ts'
import { openChatOutbox } from '../../support/chat-outbox.ts'
import type { ChatOutbox } from '../../support/chat-outbox.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { openWindowBench } from '../../support/window-bench.ts'
import type { BenchWindow, WindowBench, WindowOptions } from '../../support/window-bench.ts'
import { states } from '../../support/window-fixtures.ts'

// A busy machine may take its time; a right answer that is late is right.
const soon = { timeout: 15_000 }

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function openChat(gateway: ChatGateway, options: WindowOptions = {}): Promise<BenchWindow> {
  const window = await bench.open({
    hash: '#/chat',
    ...options,
    answers: { ...gateway.answers, ...options.answers },
  })
  onTestFinished(() => window.close())
  return window
}

/** The same with the app's own outbox between window and gateway, on disk. */
async function openChatWithOutbox(
  gateway: ChatGateway,
  options: { stateDir?: string; maxBytes?: number; state?: ConnectionState } = {},
): Promise<BenchWindow & { readonly stateDir: string; readonly outbox: ChatOutbox }> {
  const stateDir = options.stateDir ?? (await temporaryDir())
  const { state, maxBytes } = options
  const outbox = openChatOutbox(gateway, stateDir, { maxBytes, state })
  onTestFinished(outbox.close)
  const window = outbox.behind(
    await openChat(gateway, {
      answers: { ...outbox.answers, ...(state ? { 'connection.current': () => state } : {}) },
    }),
  )
  return { ...window, stateDir, outbox }
}

async function temporaryDir(): Promise<string> {
  const dir = await makeTempDir('chat')
  onTestFinished(dir.remove)
  return dir.path
}

const composer = (window: BenchWindow) => window.page.getByRole('textbox', { name: 'Message', exact: true })
const messages = (window: BenchWindow) => window.page.getByRole('article')
const sendButton = (window: BenchWindow) => window.page.getByRole('button', { name: 'Send', exact: true })

/** What the screen says of each message, in order. */
async function said(window: BenchWindow): Promise<string[]> {
  const all = await messages(window).allInnerTexts()
  return all.map(text => text.replaceAll(/\s*\d{1,2}:\d{2}\s*(?:AM|PM)?|\s*Copy message/g, '').trim())
}

/** Types a message, sends it, and gives the key it was sent under. */
async function send(window: BenchWindow, gateway: ChatGateway, text: string): Promise<string> {
  const before = gateway.asked('chat.send').length
  await composer(window).fill(text)
  await composer(window).press('Enter')
  await expect.poll(() => gateway.asked('chat.send').length, soon).toBe(before + 1)
  return String(gateway.asked('chat.send')[before]?.['idempotencyKey'])
}

describe('a message', () => {
  test('is shown at once, its answer as it comes, and once at the end', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await window.page.getByText('Nothing was said here yet').waitFor()

    const key = await send(window, gateway, 'hello you')
    expect(gateway.asked('chat.send')[0]).toEqual({
      sessionKey: mainKey,
      message: 'hello you',
      idempotencyKey: key,
    })
    await window.page.getByText('hello you').waitFor()
    await expect.poll(() => composer(window).inputValue(), soon).toBe('')

    const run = runEvents(key)
    await tellEvents(window, [run.status(1, 'starting_model')])
    await window.page.getByText('Starting the model…').waitFor()
    await tellEvents(window, [run.delta(3, 'echo: **he', 'echo: **he')])
    await window.page.getByText('Answering…').waitFor()
    await tellEvents(window, [run.delta(7, 'llo**', 'echo: **hello**')])
    await window.page.locator('strong', { hasText: 'hello' }).waitFor()
    await tellEvents(window, [run.final(9, 'echo: **hello** you')])
    await window.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' })
    await expect.poll(() => said(window), soon).toEqual(['hello you', 'echo: hello you'])
    expect(window.complaints).toEqual([])
    expect(await window.violations()).toEqual([])
  })

  test('of another session changes nothing here', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('mine')])
    const window = await openChat(gateway)
    await window.page.getByText('mine').waitFor()
    const other = runEvents('x', 'agent:main:other')
    await tellEvents(window, [other.delta(1, 'theirs', 'theirs'), runEvents('k').final(2, 'ours')])
    await expect.poll(() => said(window), soon).toEqual(['mine', 'ours'])
  })

  test('from another channel appears as it is written', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await window.page.getByText('Nothing was said here yet').waitFor()
    await tellEvents(window, [
      committed(rows.user('from the phone', 't')),
      runEvents('t').delta(1, 'hi', 'hi'),
    ])
    await expect.poll(() => said(window), soon).toEqual(['from the phone', 'hi'])
    expect(gateway.asked('sessions.messages.subscribe')).toContainEqual({ key: mainKey })
  })

  test('begins a line with Shift+Enter and is not sent by the Enter of an input method', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await composer(window).fill('にほん')
    await composer(window).evaluate(field => {
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      )
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
      )
    })
    await composer(window).press('Shift+Enter')
    await composer(window).pressSequentially('go')
    expect(await composer(window).inputValue()).toBe('にほん\ngo')
    expect(gateway.asked('chat.send')).toEqual([])
    await composer(window).press('Enter')
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
      .toEqual(['にほん\ngo'])
  })

  test('that the gateway refuses says why and can be sent again under the same key', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.send', () => {
      throw requestFailed('chat.send', 'session is locked')
    })
    const window = await openChatWithOutbox(gateway)
    const key = await send(window, gateway, 'hello')
    await window.page.getByText('Not sent.').waitFor()
    await window.page.getByText('session is locked').waitFor()
    gateway.on('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }))
    await window.page.getByRole('button', { name: 'Send again' }).click()
    await window.page.getByText('Not sent.').waitFor({ state: 'hidden' })
    expect(gateway.asked('chat.send').map(params => params['idempotencyKey'])).toEqual([key, key])
  })
})

describe('when the connection goes', () => {
  test('what was said stays readable, the draft is kept, and what is sent waits and arrives once', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('hello', 'k1'), rows.assistant('hi there')])
    const window = await openChatWithOutbox(gateway)
    await window.page.getByText('hi there').waitFor()
    await composer(window).fill('a thought')
    await window.tell('connection.changed', states.waiting)
    await window.page.getByText('Gateway unreachable.').waitFor()
    expect(await said(window)).toEqual(['hello', 'hi there'])
    await composer(window).pressSequentially(' more')
    await expect.poll(() => window.askedFor('drafts.write').at(-1)?.text, soon).toBe('a thought more')

    await composer(window).press('Enter')
    await composer(window).pressSequentially('and another')
    await composer(window).press('Enter')
    await expect.poll(() => window.page.getByText('Waiting for the connection').count(), soon).toBe(2)
    expect(gateway.asked('chat.send')).toEqual([])

    await window.tell('connection.changed', onlineAs('c-2'))
    await window.page.getByText('Gateway unreachable').waitFor({ state: 'hidden' })
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
      .toEqual(['a thought more', 'and another'])
    await window.page.getByText('Waiting for').first().waitFor({ state: 'hidden' })
  })

  test('a message that waits can be discarded', async () => {
    const gateway = scriptChatGateway()
    const window = await openChatWithOutbox(gateway)
    await window.page.getByText('Nothing was said here yet').waitFor()
    await window.tell('connection.changed', states.waiting)
    await composer(window).fill('on second thoughts')
    await composer(window).press('Enter')
    await window.page.getByText('Waiting for the connection').waitFor()
    await window.page.getByRole('button', { name: 'Discard' }).click()
    await window.page.getByText('on second thoughts').waitFor({ state: 'hidden' })
    await window.tell('connection.changed', onlineAs('c-2'))
    await composer(window).fill('instead')
    await composer(window).press('Enter')
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
      .toEqual(['instead'])
  })

  test('a message that waits outlives the app, and is sent before any window shows it', async () => {
    const gateway = scriptChatGateway()
    const first = await openChatWithOutbox(gateway)
    await first.page.getByText('Nothing was said here yet').waitFor()
    await first.tell('connection.changed', states.waiting)
    await composer(first).fill('important')
    await composer(first).press('Enter')
    await first.page.getByText('Waiting for the connection').waitFor()
    first.outbox.close()
    await first.close()
    expect(gateway.asked('chat.send')).toEqual([])

    const second = await openChatWithOutbox(gateway, { stateDir: first.stateDir })
    await expect.poll(() => gateway.asked('chat.send').length, soon).toBe(1)
    await second.page.getByText('important').waitFor()
    expect(gateway.asked('chat.send').map(params => params['message'])).toEqual(['important'])
  })

  test('a second window shows what waits, and sends through the same outbox', async () => {
    const gateway = scriptChatGateway()
    const one = await openChatWithOutbox(gateway)
    const other = one.outbox.behind(await openChat(gateway, { answers: one.outbox.answers }))
    await other.page.getByText('Nothing was said here yet').waitFor()
    await other.tell('connection.changed', states.waiting)
    await one.tell('connection.changed', states.waiting)
    await composer(one).fill('from one')
    await composer(one).press('Enter')
    await other.page.getByText('from one').waitFor()
    await composer(other).fill('from the other')
    await composer(other).press('Enter')
    await expect.poll(() => said(one), soon).toHaveLength(2)
    await one.tell('connection.changed', onlineAs('c-2'))
    await other.tell('connection.changed', onlineAs('c-2'))
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
      .toEqual(['from one', 'from the other'])
    await other.page.getByText('Waiting for').first().waitFor({ state: 'hidden' })
  })

  test('when the disk is full the text stays in the editor and the person is told', async () => {
    const gateway = scriptChatGateway()
    const window = await openChatWithOutbox(gateway, { maxBytes: 64 * 1024 })
    const long = 'a very long thought '.repeat(5_000)
    await composer(window).fill(long)
    await composer(window).press('Enter')
    await window.page.getByText('The message could not be kept').waitFor()
    expect(await composer(window).inputValue()).toBe(long)
    expect(gateway.asked('chat.send')).toEqual([])
    await expect.poll(() => window.askedFor('drafts.write').at(-1)?.text, soon).toBe(long)
  })

  test('the answer goes on after it, from where history says it is', async () => {
    const gateway = scriptChatGateway()
    const window = await openChatWithOutbox(gateway)
    const key = await send(window, gateway, 'hello')
    const run = runEvents(key)
    await tellEvents(window, [run.delta(1, 'echo: he', 'echo: he')])
    await window.page.getByText('echo: he').waitFor()
    await window.tell('connection.changed', states.waiting)
    await window.page.getByText('An answer was being written when the connection went').waitFor()

    gateway.rows.set(mainKey, [rows.user('hello', key)])
    gateway.historyMore = {
      sessionInfo: { hasActiveRun: true },
      inFlightRun: { runId: key, text: 'echo: hello', startedAt: Date.now() },
    }
    await window.tell('connection.changed', onlineAs('c-2'))
    await window.page.getByText('echo: hello').waitFor()
    await tellEvents(window, [run.delta(40, ' you')])
    await window.page.getByText('echo: hello you').waitFor()
    expect(gateway.asked('sessions.subscribe').length).toBe(2)
    expect(gateway.asked('sessions.messages.subscribe').length).toBe(2)

    gateway.rows.get(mainKey)?.push(rows.assistant('echo: hello you'))
    gateway.historyMore = {}
    await tellEvents(window, [run.final(50, 'echo: hello you')])
    await expect.poll(() => said(window), soon).toEqual(['hello', 'echo: hello you'])
  })

  test('a send whose answer was lost is repeated under its key while the same gateway runs', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.send', () => new Promise(() => undefined))
    const window = await openChatWithOutbox(gateway)
    await window.tell('connection.changed', onlineAs('c-1', 'boot-1'))
    const key = await send(window, gateway, 'hello')
    await window.tell('connection.changed', states.waiting)
    await window.page.getByText('The connection went while it was sent').waitFor()
    gateway.on('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'in_flight' }))
    await window.tell('connection.changed', onlineAs('c-2', 'boot-1'))
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['idempotencyKey']), soon)
      .toEqual([key, key])
    await window.page.getByText('The connection went').waitFor({ state: 'hidden' })
    await expect.poll(() => said(window), soon).toEqual(['hello'])
  })

  test('one that a restarted gateway has in its history is not sent twice', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.send', () => new Promise(() => undefined))
    const window = await openChatWithOutbox(gateway)
    await window.tell('connection.changed', onlineAs('c-1', 'boot-1'))
    const key = await send(window, gateway, 'hello')
    await window.tell('connection.changed', states.waiting)
    gateway.rows.set(mainKey, [rows.user('hello', key), rows.assistant('hi')])
    await window.tell('connection.changed', onlineAs('c-2', 'boot-2'))
    await expect.poll(() => said(window), soon).toEqual(['hello', 'hi'])
    await window.page.getByText('The connection went').waitFor({ state: 'hidden' })
    expect(gateway.asked('chat.send').length).toBe(1)
  })

  test('one of which nobody can tell waits for the person: check again, send again or discard', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.send', () => new Promise(() => undefined))
    const window = await openChatWithOutbox(gateway)
    await window.tell('connection.changed', onlineAs('c-1', 'boot-1'))
    const key = await send(window, gateway, 'hello')
    await window.tell('connection.changed', states.waiting)
    // Begun anew meanwhile, so that its absence proves nothing.
    gateway.rows.set(mainKey, [{ ...rows.reset(), timestamp: Date.now() }])
    await window.tell('connection.changed', onlineAs('c-2', 'boot-2'))
    await window.page.getByText('Not confirmed.').waitFor()
    expect(gateway.asked('chat.send').length).toBe(1)

    const asked = gateway.asked('chat.history').length
    await window.page.getByRole('button', { name: 'Check again' }).click()
    await expect.poll(() => gateway.asked('chat.history').length, soon).toBeGreaterThan(asked)
    gateway.on('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }))
    await window.page.getByRole('button', { name: 'Send again' }).click()
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['idempotencyKey']), soon)
      .toEqual([key, key])
    await window.page.getByText('Not confirmed.').waitFor({ state: 'hidden' })
  })

  test('a gap in the events reloads history instead of guessing', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('hello')])
    const window = await openChat(gateway)
    await window.page.getByText('hello').waitFor()
    gateway.rows.get(mainKey)?.push(rows.assistant('missed this'))
    await window.tell('gateway.gap', { expected: 7, received: 9 })
    await window.page.getByText('missed this').waitFor()
  })
})

describe('stopping', () => {
  test('is asked for, then confirmed by the gateway, and the partial answer stays', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    const key = await send(window, gateway, 'hello')
    gateway.rows.set(mainKey, [
      rows.user('hello', key),
      rows.assistant('part of', {}, { stopReason: 'aborted' }),
    ])
    gateway.historyMore = {
      sessionInfo: { hasActiveRun: true },
      inFlightRun: { runId: key, text: 'part of' },
    }
    const run = runEvents(key)
    await tellEvents(window, [run.delta(1, 'part of', 'part of')])
    await window.page.getByRole('button', { name: 'Stop' }).click()
    await window.page.getByRole('button', { name: 'Stopping…' }).waitFor()
    expect(gateway.asked('chat.abort')).toEqual([{ sessionKey: mainKey }])
    gateway.historyMore = {}
    await tellEvents(window, [run.aborted(2, 'part of'), run.delta(3, ' more', 'part of more')])
    await window.page.getByText('Stopped').waitFor()
    await window.page.getByRole('button', { name: 'Stopping…' }).waitFor({ state: 'hidden' })
    await expect.poll(() => said(window), soon).toEqual(['hello', 'part of\n\nStopped'])
  })

  test('that nobody confirms leads to a look at history and a button that works again', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await window.page.clock.install()
    const key = await send(window, gateway, 'hello')
    gateway.rows.set(mainKey, [rows.user('hello', key)])
    gateway.historyMore = { sessionInfo: { hasActiveRun: true }, inFlightRun: { runId: key, text: 'part' } }
    await tellEvents(window, [runEvents(key).delta(1, 'part', 'part')])
    await window.page.getByRole('button', { name: 'Stop' }).click()
    await window.page.getByRole('button', { name: 'Stopping…' }).waitFor()
    const asked = gateway.asked('chat.history').length
    await window.page.clock.fastForward(6_500)
    await window.page.getByText('The stop is not confirmed').waitFor()
    expect(gateway.asked('chat.history').length).toBeGreaterThan(asked)
    await window.page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => gateway.asked('chat.abort').length, soon).toBe(2)
  })

  test('something that is over already shows what history holds', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.abort', () => ({ ok: true, aborted: false, runIds: [] }))
    const window = await openChat(gateway)
    const key = await send(window, gateway, 'hello')
    await window.page.getByRole('button', { name: 'Stop' }).waitFor()
    gateway.rows.set(mainKey, [rows.user('hello', key), rows.assistant('done long ago')])
    await window.page.getByRole('button', { name: 'Stop' }).click()
    await window.page.getByText('done long ago').waitFor()
    await window.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' })
  })
})

describe('attachments', () => {
  const paste = (window: BenchWindow, name: string, type: string, bytes: number) =>
    composer(window).evaluate(
      (field, file) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([new Uint8Array(file.bytes)], file.name, { type: file.type }))
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      },
      { name, type, bytes },
    )

  test('that are too large are refused with the numbers and never sent', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await composer(window).waitFor()
    await paste(window, 'shot.png', 'image/png', chatGateway.maxImageBytes + 1_000_000)
    await window.page
      .getByRole('alert')
      .filter({ hasText: 'shot.png is 6 MB. This gateway takes pictures of 5 MB at most.' })
      .waitFor()
    expect(await sendButton(window).isDisabled()).toBe(true)
    expect(gateway.asked('chat.send')).toEqual([])
  })

  test('go along with the message, seen before and removable', async () => {
    const gateway = scriptChatGateway()
    const window = await openChat(gateway)
    await composer(window).waitFor()
    await paste(window, 'shot.png', 'image/png', 3)
    await window.page.locator('input[type=file]').setInputFiles([
      { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') },
      { name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('bye') },
    ])
    await window.page.getByRole('button', { name: 'Remove a.txt' }).click()
    expect(
      await window.page.getByRole('list', { name: 'Attachments' }).locator('img').getAttribute('src'),
    ).toMatch(/^blob:/)
    await send(window, gateway, 'look')
    expect(gateway.asked('chat.send')[0]?.['attachments']).toEqual([
      { type: 'image', mimeType: 'image/png', fileName: 'shot.png', content: 'AAAA', sizeBytes: 3 },
      { type: 'file', mimeType: 'text/plain', fileName: 'b.txt', content: 'Ynll', sizeBytes: 3 },
    ])
    await window.page.getByRole('list', { name: 'Attachments' }).waitFor({ state: 'hidden' })
    expect(window.foreignRequests).toEqual([])
  })
})

test('slash commands are completed by the keyboard alone', async () => {
  const gateway = scriptChatGateway()
  const window = await openChat(gateway)
  await expect.poll(() => gateway.asked('commands.list').length, soon).toBe(1)
  const field = composer(window)
  await field.pressSequentially('/')
  const options = window.page.getByRole('option')
  await expect.poll(() => options.count(), soon).toBe(5)
  await field.press('ArrowDown')
  await field.press('ArrowDown')
  expect(await window.page.getByRole('option', { selected: true }).innerText()).toContain('/stop')
  expect(await field.getAttribute('aria-activedescendant')).toBe(await options.nth(2).getAttribute('id'))
  await field.press('Escape')
  await expect.poll(() => options.count(), soon).toBe(0)
  await field.pressSequentially('mo')
  await field.press('Tab')
  expect(await field.inputValue()).toBe('/model ')
  await field.fill('')
  await field.pressSequentially('/sta')
  await field.press('Enter')
  expect(await field.inputValue()).toBe('/status')
  await field.press('Enter')
  await expect
    .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
    .toEqual(['/status'])
})

describe('sessions', () => {
  const boat = 'agent:main:dashboard:1'
  const withSessions = () => {
    const gateway = scriptChatGateway()
    gateway.sessions.push(
      { key: mainKey, updatedAt: 5, lastMessagePreview: 'hi there' },
      { key: boat, label: 'Boat', updatedAt: 4, unread: true },
      { key: 'agent:main:dashboard:2', derivedTitle: 'What to cook', updatedAt: 3, hasActiveRun: true },
    )
    gateway.rows.set(mainKey, [rows.user('in the main chat')])
    gateway.rows.set(boat, [rows.user('about the boat')])
    return gateway
  }
  const session = (window: BenchWindow, name: RegExp) =>
    window.page.getByRole('navigation', { name: 'Chat sessions' }).getByRole('button', { name })

  test('are switched, keep their drafts, and are read once opened', async () => {
    const gateway = withSessions()
    const window = await openChat(gateway)
    await window.page.getByText('in the main chat').waitFor()
    await composer(window).fill('main draft')
    await session(window, /^Boat \(unread\)/).click()
    await window.page.getByText('about the boat').waitFor()
    expect(await composer(window).inputValue()).toBe('')
    await session(window, /^Boat(?! \(unread\))/).waitFor()
    expect(gateway.asked('sessions.patch')).toEqual([{ key: boat, unread: false }])
    await session(window, /What to cook \(answering now\)/).waitFor()
    await session(window, /^Main chat/).click()
    await window.page.getByText('in the main chat').waitFor()
    expect(await composer(window).inputValue()).toBe('main draft')
  })

  test('are opened again where a reloaded window left off', async () => {
    const gateway = withSessions()
    const window = await openChat(gateway)
    await session(window, /^Boat/).click()
    await window.page.getByText('about the boat').waitFor()
    await window.page.reload()
    await window.page.getByText('about the boat').waitFor()
  })

  test('are made, renamed, begun anew and deleted, the last two only after a question', async () => {
    const gateway = withSessions()
    const window = await openChat(gateway)
    await window.page.getByText('in the main chat').waitFor()
    await window.page.getByRole('button', { name: 'New chat' }).click()
    await window.page.getByRole('heading', { name: 'New chat' }).waitFor()

    await session(window, /^Boat/).click()
    await window.page.getByText('about the boat').waitFor()
    const menu = window.page.getByRole('button', { name: 'What to do with Boat' })
    await menu.focus()
    await menu.press('Enter')
    await window.page.getByRole('button', { name: 'Rename…' }).filter({ visible: true }).click()
    await window.page.getByRole('textbox', { name: 'Name' }).fill('Ship')
    // The list may be read again at any time from here on.
    gateway.sessions[1] = { ...gateway.sessions[1], label: 'Ship' }
    await window.page.getByRole('textbox', { name: 'Name' }).press('Enter')
    await window.page.getByRole('heading', { name: 'Ship' }).waitFor()
    expect(gateway.asked('sessions.patch').at(-1)).toEqual({ key: boat, label: 'Ship' })

    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Begin anew…' }).filter({ visible: true }).click()
    expect(gateway.asked('sessions.reset')).toEqual([])
    gateway.rows.set(boat, [rows.reset()])
    await window.page.getByRole('dialog').getByRole('button', { name: 'Begin anew' }).click()
    await window.page.getByRole('separator', { name: 'A new conversation begins here' }).waitFor()

    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Delete…' }).filter({ visible: true }).click()
    await window.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(gateway.asked('sessions.delete')).toEqual([])
    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Delete…' }).filter({ visible: true }).click()
    await window.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await window.page.getByText('in the main chat').waitFor()
    expect(gateway.asked('sessions.delete')).toEqual([{ key: boat }])
  })

  test('a name that is taken is said where it was entered', async () => {
    const gateway = withSessions()
    gateway.on('sessions.patch', () => {
      throw requestFailed('sessions.patch', 'label already in use')
    })
    const window = await openChat(gateway)
    await window.page.getByRole('button', { name: 'What to do with What to cook' }).click()
    await window.page.getByRole('button', { name: 'Rename…' }).filter({ visible: true }).click()
    await window.page.getByRole('textbox', { name: 'Name' }).press('Enter')
    await window.page.getByRole('dialog').getByText('label already in use').waitFor()
  })

  test('are searched, and are behind a button where there is no room for them', async () => {
    const gateway = withSessions()
    const window = await openChat(gateway, { viewport: { width: 400, height: 800 } })
    await window.page.getByText('in the main chat').waitFor()
    await window.page.getByRole('button', { name: 'Sessions' }).click()
    const drawer = window.page.getByRole('dialog', { name: 'Sessions' })
    await drawer.getByRole('searchbox').fill('cook')
    await expect.poll(() => drawer.getByRole('listitem').count(), soon).toBe(1)
    await drawer.getByRole('searchbox').fill('boat')
    await drawer.getByRole('button', { name: /^Boat/ }).first().click()
    await window.page.getByText('about the boat').waitFor()
    expect(await drawer.isVisible()).toBe(false)
  })
})

describe('before there is anything to read', () => {
  test('somebody who never connected is shown where to', async () => {
    const window = await openChat(scriptChatGateway(), {
      answers: { 'connection.current': () => states.idle },
    })
    await window.page.getByRole('link', { name: 'Choose a gateway', exact: true }).click()
    await expect.poll(() => window.page.url(), soon).toMatch(/#\/connect$/)
  })

  test('messages of an earlier run stand in their conversations, each to be discarded, and go once there is a gateway', async () => {
    const gateway = scriptChatGateway()
    const first = await openChatWithOutbox(gateway)
    await first.tell('connection.changed', states.waiting)
    for (const [sessionKey, text] of [
      [mainKey, 'on second thoughts'],
      ['agent:main:boat', 'is she tight?'],
      [mainKey, 'important'],
    ] as const) {
      const at = Date.now()
      first.outbox.outbox.add({
        key: randomUUID(),
        gateway: targetKey(states.waiting.target),
        sessionKey,
        text,
        at,
      })
    }
    first.outbox.close()
    await first.close()

    const second = await openChatWithOutbox(gateway, {
      stateDir: first.stateDir,
      state: states.waiting,
    })
    await second.page.getByText('3 messages wait to be sent.').waitFor()
    const main = second.page.getByRole('region', { name: 'main', exact: true })
    const boat = second.page.getByRole('region', { name: 'boat', exact: true })
    expect(await main.getByRole('article').count()).toBe(2)
    await boat.getByText('is she tight?').waitFor()
    expect(await second.accessibilityFaults()).toEqual([])

    await main.getByRole('button', { name: 'Discard' }).first().click()
    await second.page.getByText('2 messages wait to be sent.').waitFor()
    expect(await main.getByRole('article').allInnerTexts()).toEqual([expect.stringContaining('important')])

    await second.tell('connection.changed', onlineAs('c-2'))
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['message']), soon)
      .toEqual(expect.arrayContaining(['is she tight?', 'important']))
    await second.page.getByText('wait to be sent').waitFor({ state: 'hidden' })
    expect(gateway.asked('chat.send')).toHaveLength(2)
  })

  test('without a gateway, what waits for any is shown with its gateway', async () => {
    const gateway = scriptChatGateway()
    const window = await openChatWithOutbox(gateway, { state: states.idle })
    window.outbox.outbox.add({
      key: randomUUID(),
      gateway: 'ssh:boat.local:18789',
      sessionKey: mainKey,
      text: 'ahoy',
      at: Date.now(),
    })
    await window.page.getByText('ahoy').waitFor()
    await window.page.getByRole('heading', { name: /boat\.local:18789/ }).waitFor()
  })

  test('a history that cannot be read says so and can be tried again', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.history', () => {
      throw requestFailed('chat.history', 'transcript is locked')
    })
    const window = await openChat(gateway)
    await window.page.getByText('transcript is locked').waitFor()
    gateway.on('chat.history', () => ({
      sessionKey: mainKey,
      messages: [rows.user('here I am')],
      hasMore: false,
    }))
    await window.page.getByRole('button', { name: 'Read the history again' }).click()
    await window.page.getByText('here I am').waitFor()
  })
})
