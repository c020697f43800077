import { afterEach, expect, test } from 'vitest'
import { botName, owner } from '../../../support/bot-api-server.ts'
import { eventually } from '../../../support/eventually.ts'
import { botStatus, closeTelegramSettings, saidIn, startWithBot } from '../../../support/telegram-setting.ts'
import { modelConfig } from '../../../support/test-gateway.ts'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeTempDir } from '../../../support/temp-dir.ts'

afterEach(closeTelegramSettings)

const stranger = { id: 77, first_name: 'Jan', last_name: 'Nowak', language_code: 'pl' }
const pairing = { dmPolicy: 'pairing', allowFrom: [] }
type People = { pending: { sender: string; name: string; code: string }[]; approved: { sender: string }[] }

test('a stranger gets a code, and is answered once the owner has let them in', async () => {
  const { telegram, peer, model } = await startWithBot(pairing)
  telegram.say('dzień dobry', { from: stranger })
  await eventually(() => telegram.texts(77)).toHaveLength(1)
  const { pending } = await peer.request<People>('channels.pairing.list', { channel: 'telegram' })
  expect(pending).toMatchObject([
    { sender: '77', name: 'Jan Nowak', code: expect.stringMatching(/^[A-Z2-9]{8}$/) },
  ])
  const code = pending[0]?.code ?? ''
  expect(telegram.texts(77)[0]).toContain('Ten asystent jeszcze Cię nie zna')
  expect(telegram.texts(77)[0]).toContain(code)
  // Whoever goes on is not given another, and costs nothing.
  telegram.say('halo?', { from: stranger })
  await eventually(() => telegram.unconfirmed()).toBe(0)

  await expect(peer.request('channels.pairing.approve', { code: 'WRONGONE' })).rejects.toThrow('nobody waits')
  expect(await peer.request('channels.pairing.approve', { code: code.toLowerCase() })).toMatchObject({
    decision: 'approved',
    sender: '77',
  })
  await eventually(() => telegram.texts(77)).toHaveLength(2)
  expect(telegram.texts(77)[1]).toBe('Możesz już pisać do tego asystenta.')
  expect(model.requests).toHaveLength(0)
  telegram.say('a teraz?', { from: stranger })
  await eventually(() => telegram.texts(77).at(-1)).toBe('echo: a teraz?')

  expect(await peer.request('channels.pairing.remove', { sender: '77' })).toMatchObject({ removed: true })
  telegram.say('i znowu', { from: stranger })
  await eventually(() => telegram.texts(77).at(-1)).toContain('Ten asystent jeszcze Cię nie zna')
})

test('no more than three strangers may wait, and one who is turned away gets no answer', async () => {
  const { telegram, peer } = await startWithBot(pairing)
  for (const id of [1, 2, 3, 4]) telegram.say('let me in', { from: { id, first_name: `S${id}` } })
  await eventually(() => telegram.unconfirmed()).toBe(0)
  const { pending } = await peer.request<People>('channels.pairing.list')
  expect(pending.map(({ sender }) => sender)).toEqual(['1', '2', '3'])
  expect(telegram.texts(4)).toEqual([])
  await peer.request('channels.pairing.reject', { code: pending[0]?.code })
  const after = await peer.request<People>('channels.pairing.list')
  expect(after.pending.map(({ sender }) => sender)).toEqual(['2', '3'])
  expect(after.approved).toEqual([])
})

test('who may not pair devices may not let people in either', async () => {
  const { peer } = await startWithBot(pairing)
  const { connectPeer } = await import('../../../support/test-gateway.ts')
  const { gateway } = await startWithBot(pairing)
  const lesser = await connectPeer(gateway)
  await expect(lesser.request('channels.pairing.list')).rejects.toMatchObject({ gatewayCode: 'FORBIDDEN' })
  expect(await peer.request('channels.pairing.list')).toMatchObject({ pending: [] })
})

test('in a group the bot answers those who speak to it, in a conversation of the group’s own', async () => {
  const { telegram, peer } = await startWithBot({ groups: { '-100': {} } })
  const chat = { id: -100, type: 'supergroup', title: 'Home' }
  const mention = { type: 'mention', offset: 0, length: botName.length + 1 }
  telegram.say('just talking', { chat })
  telegram.say(`@${botName} what time is it?`, { chat, entities: [mention] })
  await eventually(() => telegram.texts(-100)).toEqual(['echo: Ada: what time is it?'])
  telegram.say('and now?', {
    chat,
    reply_to_message: { from: { id: telegram.botId, is_bot: true }, text: 'six' },
  })
  await eventually(() => telegram.texts(-100)).toHaveLength(2)
  expect(await saidIn(peer, 'telegram:group:-100')).toContain('In reply to you:\n> six\n\nAda: and now?')
  expect(await saidIn(peer, 'main')).toEqual([])
})

test('a topic of a forum is a conversation of its own, and is answered in it', async () => {
  const { telegram, peer } = await startWithBot({ groups: { '-100': { requireMention: false } } })
  const chat = { id: -100, type: 'supergroup', title: 'Home' }
  telegram.say('hello', { chat, message_thread_id: 5, is_topic_message: true })
  await eventually(() => telegram.shown(-100)).toMatchObject([{ more: { message_thread_id: 5 } }])
  expect(await saidIn(peer, 'telegram:group:-100:topic:5')).toEqual(['Ada: hello', 'echo: Ada: hello'])
})

test('everybody can have a conversation of their own', async () => {
  const { telegram, peer } = await startWithBot({}, {}, { session: { dmScope: 'per-channel-peer' } })
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual(['echo: hello'])
  expect(await saidIn(peer, `telegram:direct:${owner.id}`)).toHaveLength(2)
})

test('a test message reaches whoever wrote last, and says so when that is nobody', async () => {
  const { telegram, peer } = await startWithBot()
  await eventually(() => botStatus(peer)).toMatchObject({ connected: true })
  await expect(peer.request('channels.test')).rejects.toMatchObject({ details: { code: 'NOBODY_KNOWN' } })
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual(['echo: hello'])
  expect(await peer.request('channels.test')).toMatchObject({
    to: String(owner.id),
    messageId: expect.any(String),
  })
  expect(telegram.texts().at(-1)).toContain('test from Gangway')
  telegram.refuseNext('sendMessage', { status: 403, description: 'Forbidden: bot was blocked by the user' })
  await expect(peer.request('channels.test')).rejects.toMatchObject({
    message: expect.stringContaining('blocked'),
    details: { code: 'TELEGRAM_REFUSED' },
  })
})

test('what is sent through the bot by others goes out once, whatever is asked of it again', async () => {
  const { telegram, peer } = await startWithBot()
  await eventually(() => botStatus(peer)).toMatchObject({ connected: true })
  const message = {
    channel: 'telegram',
    to: 'telegram:-100:topic:3',
    message: '**Done**',
    idempotencyKey: 'k',
  }
  await peer.request('send', message)
  await peer.request('send', message)
  expect(telegram.shown(-100)).toMatchObject([
    { text: 'Done', entities: [{ type: 'bold' }], more: { message_thread_id: 3 } },
  ])
  await expect(peer.request('send', { ...message, to: 'Ada', idempotencyKey: 'l' })).rejects.toThrow(
    'not valid',
  )
})

test('the bot comes and goes with the configuration, without a restart of the gateway', async () => {
  const dir = await makeTempDir('telegram')
  const configPath = path.join(dir.path, 'gangway.json5')
  const { telegram, peer, model } = await startWithBot({}, { configPath, limits: { configLookMs: 20 } })
  await eventually(() => botStatus(peer)).toMatchObject({ connected: true })
  const write = (channels: object) =>
    writeFile(configPath, JSON.stringify(modelConfig(model.baseUrl, { channels })))
  await write(telegram.config({ enabled: false }))
  await eventually(() => botStatus(peer)).toMatchObject({ enabled: false, running: false, connected: false })
  telegram.say('anybody there?')
  await write(telegram.config())
  await eventually(() => telegram.texts()).toEqual(['echo: anybody there?'])
  await write({})
  await eventually(
    async () => (await peer.request<{ channelOrder: string[] }>('channels.status')).channelOrder,
  ).toEqual([])
  await dir.remove()
})
