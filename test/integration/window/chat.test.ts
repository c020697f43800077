import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { committed, rows, runEvents } from '../../support/chat-events.ts'
import {
  chatGateway,
  mainKey,
  requestFailed,
  scriptChatGateway,
  tellEvents,
} from '../../support/chat-gateway.ts'
import { composer, openChatBench, said, send, soon, type ChatBench } from '../../support/chat-page.ts'
import type { BenchWindow } from '../../support/window-bench.ts'

let chat: ChatBench
beforeAll(async () => {
  chat = await openChatBench()
})
afterAll(() => chat.close())

const sendButton = (window: BenchWindow) => window.page.getByRole('button', { name: 'Send', exact: true })

describe('a message', () => {
  test('is shown at once, its answer as it comes, and once at the end', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.open(gateway)
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
    const window = await chat.open(gateway)
    await window.page.getByText('mine').waitFor()
    const other = runEvents('x', 'agent:main:other')
    await tellEvents(window, [other.delta(1, 'theirs', 'theirs'), runEvents('k').final(2, 'ours')])
    await expect.poll(() => said(window), soon).toEqual(['mine', 'ours'])
  })

  test('from another channel appears as it is written', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.open(gateway)
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
    const window = await chat.open(gateway)
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
    const window = await chat.openWithOutbox(gateway)
    const key = await send(window, gateway, 'hello')
    await window.page.getByText('Not sent.').waitFor()
    await window.page.getByText('session is locked').waitFor()
    gateway.on('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }))
    await window.page.getByRole('button', { name: 'Send again' }).click()
    await window.page.getByText('Not sent.').waitFor({ state: 'hidden' })
    await expect
      .poll(() => gateway.asked('chat.send').map(params => params['idempotencyKey']), soon)
      .toEqual([key, key])
  })
})

describe('stopping', () => {
  test('is asked for, then confirmed by the gateway, and the partial answer stays', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.open(gateway)
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
    await expect.poll(() => gateway.asked('chat.abort'), soon).toEqual([{ sessionKey: mainKey }])
    gateway.historyMore = {}
    await tellEvents(window, [run.aborted(2, 'part of'), run.delta(3, ' more', 'part of more')])
    await window.page.getByText('Stopped').waitFor()
    await window.page.getByRole('button', { name: 'Stopping…' }).waitFor({ state: 'hidden' })
    await expect.poll(() => said(window), soon).toEqual(['hello', 'part of\n\nStopped'])
  })

  test('that nobody confirms leads to a look at history and a button that works again', async () => {
    const gateway = scriptChatGateway()
    const window = await chat.open(gateway, { alone: true })
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
    await expect.poll(() => gateway.asked('chat.history').length, soon).toBeGreaterThan(asked)
    await window.page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => gateway.asked('chat.abort').length, soon).toBe(2)
  })

  test('something that is over already shows what history holds', async () => {
    const gateway = scriptChatGateway()
    gateway.on('chat.abort', () => ({ ok: true, aborted: false, runIds: [] }))
    const window = await chat.open(gateway)
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
    const window = await chat.open(gateway)
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
    const window = await chat.open(gateway)
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
  const window = await chat.open(gateway)
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
