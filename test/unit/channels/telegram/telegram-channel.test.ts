import { afterEach, expect, test } from 'vitest'
import { botName, owner } from '../../../support/bot-api-server.ts'
import { eventually } from '../../../support/eventually.ts'
import { createGate } from '../../../support/model-server.ts'
import { botStatus, closeTelegramSettings, saidIn, startWithBot } from '../../../support/telegram-setting.ts'
import { modelConfig, startTestGateway } from '../../../support/test-gateway.ts'

afterEach(closeTelegramSettings)

test('a message is answered where it was said, and both stand in the conversation', async () => {
  const { telegram, peer } = await startWithBot()
  telegram.say('hello there')
  await eventually(() => telegram.texts()).toEqual(['echo: hello there'])
  expect(await saidIn(peer, 'main')).toEqual(['hello there', 'echo: hello there'])
  await eventually(() => telegram.unconfirmed()).toBe(0)
  await eventually(() => botStatus(peer)).toMatchObject({
    configured: true,
    running: true,
    connected: true,
    name: `@${botName}`,
    lastError: null,
    lastInboundAt: expect.any(Number),
    lastOutboundAt: expect.any(Number),
  })
  expect(telegram.calls.map(({ method }) => method)).toContain('sendChatAction')
})

test('an update that comes again is answered once', async () => {
  const { telegram } = await startWithBot()
  const message = {
    message_id: 7,
    date: 1,
    from: owner,
    chat: { id: owner.id, type: 'private' },
    text: 'once',
  }
  telegram.push({ message })
  telegram.push({ message })
  await eventually(() => telegram.texts()).toEqual(['echo: once'])
  telegram.push({ message })
  telegram.say('and then')
  await eventually(() => telegram.texts()).toEqual(['echo: once', 'echo: and then'])
})

test('what was said while the gateway was away is answered when it is back, and nothing twice', async () => {
  const { telegram, gateway, model, peer } = await startWithBot()
  telegram.say('first')
  await eventually(() => telegram.texts()).toEqual(['echo: first'])
  // Telegram shows it before the gateway has heard that it does: who goes in between sends it again.
  await eventually(() => botStatus(peer)).toMatchObject({ lastOutboundAt: expect.any(Number) })
  await gateway.close()
  telegram.say('second')
  const config = modelConfig(model.baseUrl, { channels: telegram.config() })
  await startTestGateway({ config, stateDir: gateway.stateDir })
  await eventually(() => telegram.texts()).toEqual(['echo: first', 'echo: second'])
  expect(model.requests).toHaveLength(2)
})

test('an answer grows before the eyes, and is whole in the same message', async () => {
  const { telegram, model } = await startWithBot({}, { limits: { previewMs: 1, deltaIntervalMs: 1 } })
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['one ', 'two ', 'three'], gate })
  telegram.say('count')
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['one …'])
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['one two …'])
  gate.open()
  await eventually(() => telegram.texts()).toEqual(['one two three'])
})

test('a long answer comes in several messages, formatted, and plain where Telegram wants it so', async () => {
  const { telegram, model } = await startWithBot({ textChunkLimit: 120 })
  model.next({
    kind: 'tokens',
    pieces: ['**First** part. '.repeat(6), '\n\n', '`code` ', 'words '.repeat(15)],
  })
  telegram.refuseNext('sendMessage', { status: 400, description: 'Bad Request: entities' })
  telegram.say('tell me')
  await eventually(() => telegram.texts()).toHaveLength(2)
  const [first, second] = telegram.shown()
  expect(first).toMatchObject({ entities: [], text: 'First part. '.repeat(6).trim() })
  expect(second).toMatchObject({ entities: [{ type: 'code', offset: 0, length: 4 }] })
})

test('when Telegram asks to wait, the answer goes out after that, once', async () => {
  const { telegram } = await startWithBot()
  telegram.refuseNext('sendMessage', { status: 429, retryAfter: 1 })
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual(['echo: hello'])
  expect(telegram.calls.filter(({ method }) => method === 'sendMessage')).toHaveLength(2)
})

test('an answer that may have arrived is not sent again; a sentence says so instead', async () => {
  const { telegram } = await startWithBot()
  const sent = telegram.muteNext('sendMessage')
  telegram.say('hello')
  await sent
  telegram.dropConnections()
  await eventually(() => telegram.texts()).toEqual(['echo: hello', expect.stringContaining('may be missing')])
})

test('another poller and a bad token are told as what they are', async () => {
  const { telegram, peer } = await startWithBot()
  await eventually(() => botStatus(peer)).toMatchObject({ connected: true })
  await fetch(`${telegram.origin}/bot4711:a-token-for-tests/getUpdates`)
  await eventually(() => botStatus(peer)).toMatchObject({
    connected: false,
    lastError: expect.stringContaining('Another program'),
  })
  telegram.changeToken('4711:another')
  telegram.say('wake up')
  await eventually(() => botStatus(peer)).toMatchObject({
    connected: false,
    lastError: expect.stringContaining('does not accept the token'),
  })
  // Having been told no, it does not go on asking.
  const asked = telegram.calls.length
  const probed = await peer.request('channels.status', { probe: true })
  expect(probed).toMatchObject({ channels: { telegram: { connected: false } } })
  expect(telegram.calls).toHaveLength(asked)
})
