import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { targetKey } from '../../../src-shared/connection.ts'
import { rows, runEvents } from '../../support/chat-events.ts'
import {
  mainKey,
  onlineAs,
  requestFailed,
  scriptChatGateway,
  tellEvents,
} from '../../support/chat-gateway.ts'
import { composer, openChatBench, said, send, soon, type ChatBench } from '../../support/chat-page.ts'
import { states } from '../../support/window-fixtures.ts'

let chat: ChatBench
beforeAll(async () => {
  chat = await openChatBench()
})
afterAll(() => chat.close())

type ChatGateway = ReturnType<typeof scriptChatGateway>
type OutboxWindow = Awaited<ReturnType<ChatBench['openWithOutbox']>>

/** The texts that reached the gateway, in order. */
const sentOver = (gateway: ChatGateway) => gateway.asked('chat.send').map(params => params['message'])

/** It was sent, and the connection went before there was an answer. */
async function sendAndLose(text = 'hello') {
  const gateway = scriptChatGateway()
  gateway.on('chat.send', () => new Promise(() => undefined))
  const window = await chat.openWithOutbox(gateway)
  await window.tell('connection.changed', onlineAs('c-1', 'boot-1'))
  const key = await send(window, gateway, text)
  await window.tell('connection.changed', states.waiting)
  return { gateway, window, key }
}

/** A message that waits in a window without a connection. */
async function writeOffline(window: OutboxWindow, text: string): Promise<void> {
  await window.page.getByText('Nothing was said here yet').waitFor()
  await window.tell('connection.changed', states.waiting)
  await composer(window).fill(text)
  await composer(window).press('Enter')
  await window.page.getByText('Waiting for the connection').waitFor()
}

describe('when the connection goes', () => {
  test('what was said stays readable, the draft is kept, and what is sent waits and arrives once', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('hello', 'k1'), rows.assistant('hi there')])
    const window = await chat.openWithOutbox(gateway)
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
    await expect.poll(() => sentOver(gateway), soon).toEqual(['a thought more', 'and another'])
    await window.page.getByText('Waiting for').first().waitFor({ state: 'hidden' })
  })

  test('a message that waits can be discarded', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.openWithOutbox(gateway)
    await writeOffline(window, 'on second thoughts')
    await window.page.getByRole('button', { name: 'Discard' }).click()
    await window.page.getByText('on second thoughts').waitFor({ state: 'hidden' })
    await window.tell('connection.changed', onlineAs('c-2'))
    await composer(window).fill('instead')
    await composer(window).press('Enter')
    await expect.poll(() => sentOver(gateway), soon).toEqual(['instead'])
  })

  test('a message that waits outlives the app, and is sent before any window shows it', async () => {
    const gateway = scriptChatGateway()
    const first = await chat.openWithOutbox(gateway)
    await writeOffline(first, 'important')
    first.outbox.close()
    await first.close()
    expect(gateway.asked('chat.send')).toEqual([])

    const second = await chat.openWithOutbox(gateway, { stateDir: first.stateDir })
    await expect.poll(() => gateway.asked('chat.send').length, soon).toBe(1)
    await second.page.getByText('important').waitFor()
    expect(sentOver(gateway)).toEqual(['important'])
  })

  test('a second window shows what waits, and sends through the same outbox', async () => {
    const gateway = scriptChatGateway()
    const one = await chat.openWithOutbox(gateway)
    const other = one.outbox.behind(await chat.open(gateway, { answers: one.outbox.answers }))
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
    await expect.poll(() => sentOver(gateway), soon).toEqual(['from one', 'from the other'])
    await other.page.getByText('Waiting for').first().waitFor({ state: 'hidden' })
  })

  test('when the disk is full the text stays in the editor and the person is told', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.openWithOutbox(gateway, { maxBytes: 64 * 1024 })
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
    const window = await chat.openWithOutbox(gateway)
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
    const { gateway, window, key } = await sendAndLose()
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
    const { gateway, window, key } = await sendAndLose()
    gateway.rows.set(mainKey, [rows.user('hello', key), rows.assistant('hi')])
    await window.tell('connection.changed', onlineAs('c-2', 'boot-2'))
    await expect.poll(() => said(window), soon).toEqual(['hello', 'hi'])
    await window.page.getByText('The connection went').waitFor({ state: 'hidden' })
    expect(gateway.asked('chat.send').length).toBe(1)
  })

  test('one of which nobody can tell waits for the person: check again, send again or discard', async () => {
    const { gateway, window, key } = await sendAndLose()
    // Begun anew meanwhile, so that its absence proves nothing.
    gateway.rows.set(mainKey, [{ ...rows.reset(), timestamp: Date.now() }])
    await window.tell('connection.changed', onlineAs('c-2', 'boot-2'))
    await window.page.getByText('Not confirmed.').waitFor()
    expect(gateway.asked('chat.send').length).toBe(1)

    const asked = gateway.asked('chat.history').length
    await window.page.getByRole('button', { name: 'Check again' }).click()
    await expect.poll(() => gateway.asked('chat.history').length, soon).toBeGreaterThan(asked)
    await window.page.getByText(/Looked again at .*: still nobody can tell\./).waitFor()
    gateway.on('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }))
    await window.page.getByRole('button', { name: 'Send again' }).click()
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['idempotencyKey']), soon)
      .toEqual([key, key])
    await window.page.getByText('Not confirmed.').waitFor({ state: 'hidden' })
  })

  test('of a command that history does not hold nobody says that it has probably not arrived', async () => {
    const { window } = await sendAndLose('/status')
    await window.tell('connection.changed', onlineAs('c-2', 'boot-2'))
    await window.page.getByText('A command may leave nothing in the gateway’s history').waitFor()
    expect(await window.page.getByText('probably not arrived').count()).toBe(0)
  })

  test('a gap in the events reloads history instead of guessing', async () => {
    const gateway = scriptChatGateway()
    gateway.rows.set(mainKey, [rows.user('hello')])
    const window = await chat.open(gateway)
    await window.page.getByText('hello').waitFor()
    gateway.rows.get(mainKey)?.push(rows.assistant('missed this'))
    await window.tell('gateway.gap', { expected: 7, received: 9 })
    await window.page.getByText('missed this').waitFor()
  })
})

describe('before there is anything to read', () => {
  test('somebody who never connected is shown where to', async () => {
    const window = await chat.open(scriptChatGateway(), {
      answers: { 'connection.current': () => states.idle },
    })
    await window.page.getByRole('link', { name: 'Choose a gateway', exact: true }).click()
    await expect.poll(() => window.page.url(), soon).toMatch(/#\/connect$/)
  })

  test('messages of an earlier run stand in their conversations, each to be discarded, and go once there is a gateway', async () => {
    const gateway = scriptChatGateway()
    const first = await chat.openWithOutbox(gateway)
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

    const second = await chat.openWithOutbox(gateway, {
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
      .poll(() => sentOver(gateway), soon)
      .toEqual(expect.arrayContaining(['is she tight?', 'important']))
    await second.page.getByText('wait to be sent').waitFor({ state: 'hidden' })
    expect(gateway.asked('chat.send')).toHaveLength(2)
  })

  test('without a gateway, what waits for any is shown with its gateway', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.openWithOutbox(gateway, { state: states.idle })
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
    const window = await chat.open(gateway)
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
