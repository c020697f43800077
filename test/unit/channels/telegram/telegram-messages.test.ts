import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { createGate } from '../../../support/model-server.ts'
import { closeTelegramSettings, saidIn, startWithBot } from '../../../support/telegram-setting.ts'

afterEach(closeTelegramSettings)

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a photo reaches the model with its words', async () => {
  const { telegram, model } = await startWithBot()
  telegram.addFile('small', Buffer.from('thumb'))
  telegram.addFile('large', pixel)
  telegram.say(undefined, { caption: 'what is this?', photo: [{ file_id: 'small' }, { file_id: 'large' }] })
  await eventually(() => telegram.texts()).toHaveLength(1)
  const asked = JSON.stringify(model.requests[0]?.body.messages?.at(-1))
  expect(asked).toContain('what is this?')
  expect(asked).toContain(pixel.toString('base64'))
})

test('the pictures of an album are one message', async () => {
  const { telegram, model, gateway } = await startWithBot()
  await gateway.close()
  telegram.addFile('one', pixel)
  telegram.addFile('two', pixel)
  telegram.say(undefined, { caption: 'two of them', photo: [{ file_id: 'one' }], media_group_id: 'a' })
  telegram.say(undefined, { photo: [{ file_id: 'two' }], media_group_id: 'a' })
  const { startTestGateway, modelConfig } = await import('../../../support/test-gateway.ts')
  await startTestGateway({ config: modelConfig(model.baseUrl, { channels: telegram.config() }) })
  await eventually(() => telegram.texts()).toHaveLength(1)
  expect(JSON.stringify(model.requests[0]?.body).split('data:image').length - 1).toBe(2)
})

test('a text file is read out, another kind is named, and what is too large or gone is said to be missing', async () => {
  const { telegram, peer } = await startWithBot({ mediaMaxMb: 1 })
  const file = (id: string, more: object) => ({ document: { file_id: id, file_name: id, ...more } })
  telegram.addFile('notes.txt', Buffer.from('buy milk'))
  telegram.addFile('report.pdf', Buffer.from('%PDF'))
  telegram.addFile('film.mkv', Buffer.alloc(2 * 1024 * 1024))
  telegram.say(undefined, { caption: 'look', ...file('notes.txt', { mime_type: 'text/plain' }) })
  await eventually(() => telegram.texts()).toHaveLength(1)
  telegram.say(undefined, file('report.pdf', { mime_type: 'application/pdf' }))
  await eventually(() => telegram.texts()).toHaveLength(2)
  telegram.say(undefined, file('film.mkv', { mime_type: 'video/x-matroska' }))
  await eventually(() => telegram.texts()).toHaveLength(3)
  const said = (await saidIn(peer, 'main')).filter((_, index) => index % 2 === 0)
  expect(said[0]).toBe('look\n\nnotes.txt:\n\n```\nbuy milk\n```')
  expect(said[1]).toContain('report.pdf, application/pdf')
  expect(said[2]).toContain('larger than 1 MB')
})

test('a changed message ends the answer to the old words, and is answered in its place', async () => {
  const { telegram, model } = await startWithBot({}, { limits: { previewMs: 1, deltaIntervalMs: 1 } })
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['the ', 'old'], gate })
  const id = telegram.say('wrong wrods')
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['the …'])
  telegram.edit(id, 'right words')
  await eventually(() => telegram.texts()).toEqual(['echo: (Edited) right words'])
  gate.open()
})

test('a change of something that was never taken in is left alone', async () => {
  const { telegram, model } = await startWithBot()
  telegram.edit(5, 'an old message')
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual(['echo: hello'])
  expect(model.requests).toHaveLength(1)
})

test('commands work as in the window, also with the name of the bot, and /start helps', async () => {
  const { telegram, model } = await startWithBot()
  telegram.say('/start', { entities: [{ type: 'bot_command', offset: 0, length: 6 }] })
  await eventually(() => telegram.texts()[0]).toContain('/status')
  const entity = { type: 'bot_command', offset: 0, length: '/status@gangway_test_bot'.length }
  telegram.say('/status@gangway_test_bot', { entities: [entity] })
  await eventually(() => telegram.texts()[1]).toContain('Gateway: Gangway')
  expect(model.requests).toHaveLength(0)
})

test('an answer that failed says why', async () => {
  const { telegram, model } = await startWithBot()
  model.fallback({ kind: 'error', status: 400, message: 'no such thing' })
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual([expect.stringMatching(/^⚠ /)])
})

test('answers refer to their question where that is wanted', async () => {
  const { telegram } = await startWithBot({ replyToMode: 'first' })
  const id = telegram.say('hello')
  await eventually(() => telegram.shown()).toMatchObject([{ more: { reply_parameters: { message_id: id } } }])
})

test('when the growing message was deleted, the answer comes as another', async () => {
  const { telegram, model } = await startWithBot({}, { limits: { previewMs: 1, deltaIntervalMs: 1 } })
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['one ', 'two'], gate })
  telegram.say('count')
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['one …'])
  telegram.forget(42, telegram.shown()[0]?.id ?? 0)
  gate.open()
  await eventually(() => telegram.texts()).toEqual(['one two'])
})

test('what is no message is passed over', async () => {
  const { telegram } = await startWithBot()
  telegram.push({ poll: { id: '1' } })
  telegram.push({ message: 'nonsense' })
  telegram.push({
    message: {
      message_id: 1,
      chat: { id: 42, type: 'private' },
      from: { id: 9, is_bot: true },
      text: 'beep',
    },
  })
  telegram.say('hello')
  await eventually(() => telegram.texts()).toEqual(['echo: hello'])
})
