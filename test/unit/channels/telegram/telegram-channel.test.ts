import { afterEach, expect, test } from 'vitest'
import type { GatewayOptions } from '../../../../src-main/gateway/gateway.ts'
import { botName, owner, startBotApiServer, type BotApiServer } from '../../../support/bot-api-server.ts'
import { eventually } from '../../../support/eventually.ts'
import { createGate, startModelServer, type ModelServer } from '../../../support/model-server.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  startTestGateway,
  type Peer,
  type TestGateway,
} from '../../../support/test-gateway.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const one of opened.splice(0)) await one.close()
})

type Setting = { readonly telegram: BotApiServer; readonly model: ModelServer; readonly gateway: TestGateway }

/** A gateway with a bot, the Bot API it speaks to and a model that echoes. */
async function startWithBot(
  more: object = {},
  options: Partial<GatewayOptions> = {},
  document: object = {},
): Promise<Setting> {
  const [telegram, model] = await Promise.all([startBotApiServer(), startModelServer()])
  opened.push(telegram, model)
  const config = modelConfig(model.baseUrl, { channels: telegram.config(more), ...document })
  const gateway = await startTestGateway({ config, ...options })
  return { telegram, model, gateway }
}

async function statusOf(peer: Peer): Promise<Record<string, unknown>> {
  const { channels } = await peer.request<{ channels: Record<string, Record<string, unknown>> }>(
    'channels.status',
  )
  return channels['telegram'] ?? {}
}

test('a message is answered where it was said, and both stand in the conversation', async () => {
  const { telegram, gateway } = await startWithBot()
  const peer = await connectPeer(gateway)
  telegram.say('hello there')
  await eventually(() => telegram.texts()).toEqual(['echo: hello there'])
  const { messages } = await peer.request<{ messages: { role: string }[] }>('chat.history', {
    sessionKey: 'main',
  })
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  await eventually(() => telegram.unconfirmed()).toBe(0)
  await eventually(() => statusOf(peer)).toMatchObject({
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
  const { telegram, gateway, model } = await startWithBot()
  telegram.say('first')
  await eventually(() => telegram.texts()).toEqual(['echo: first'])
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
  const { telegram, gateway } = await startWithBot()
  const peer = await connectPeer(gateway)
  await eventually(() => statusOf(peer)).toMatchObject({ connected: true })
  await fetch(`${telegram.origin}/bot4711:a-token-for-tests/getUpdates`)
  await eventually(() => statusOf(peer)).toMatchObject({
    connected: false,
    lastError: expect.stringContaining('Another program'),
  })
  telegram.changeToken('4711:another')
  telegram.say('wake up')
  await eventually(() => statusOf(peer)).toMatchObject({
    connected: false,
    lastError: expect.stringContaining('does not accept the token'),
  })
  // Having been told no, it does not go on asking.
  const asked = telegram.calls.length
  const probed = await peer.request('channels.status', { probe: true })
  expect(probed).toMatchObject({ channels: { telegram: { connected: false } } })
  expect(telegram.calls).toHaveLength(asked)
})
