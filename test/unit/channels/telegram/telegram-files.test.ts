// Pictures and other files that the bot sends: from the workspace, to whoever asked, within Telegram's limits.
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { owner, type BotApiServer, type ReceivedFile } from '../../../support/bot-api-server.ts'
import {
  closeTelegramSettings,
  saidIn,
  startWithBot,
  type TelegramSetting,
} from '../../../support/telegram-setting.ts'

afterEach(closeTelegramSettings)

const picture = Buffer.from('89504e470d0a1a0a0102', 'hex')

async function start(): Promise<
  TelegramSetting & { put: (name: string, bytes: Uint8Array) => Promise<string> }
> {
  const setting = await startWithBot()
  const workspace = path.join(setting.gateway.stateDir, 'workspace')
  await mkdir(workspace, { recursive: true })
  const put = async (name: string, bytes: Uint8Array) => {
    const file = path.join(workspace, name)
    await writeFile(file, bytes)
    return file
  }
  return { ...setting, put }
}

/** Asks for an answer in which the model sends this. */
function ask({ telegram, model }: TelegramSetting, message: object, question = 'send it') {
  model.next({ kind: 'tool-call', id: `call ${question}`, name: 'message', arguments: message })
  model.next({ kind: 'tokens', pieces: [`Done: ${question}.`] })
  telegram.say(question)
}

const uploads = ({ calls }: BotApiServer) =>
  calls
    .filter(({ method }) => method === 'sendPhoto' || method === 'sendDocument')
    .map(({ method, params }) => ({
      method,
      chat: Number(params['chat_id']),
      caption: params['caption'],
      file: (params['photo'] ?? params['document']) as ReceivedFile,
    }))

test('a picture goes to whoever asked, with its words under it, and the answer comes besides', async () => {
  const setting = await start()
  const { telegram, put } = setting
  await put('kettle.png', picture)
  ask(setting, { file: 'kettle.png', text: 'The **kettle**' })
  await eventually(() => telegram.texts()).toEqual(['The kettle', 'Done: send it.'])
  expect(uploads(telegram)).toEqual([
    {
      method: 'sendPhoto',
      chat: owner.id,
      caption: 'The kettle',
      file: { name: 'kettle.png', bytes: picture },
    },
  ])
  expect(telegram.shown()[0]?.entities).toMatchObject([{ type: 'bold', offset: 4, length: 6 }])
})

test('what is no picture goes as a document; words that do not fit under it come after it', async () => {
  const setting = await start()
  const { telegram, put } = setting
  await put('plan.pdf', Buffer.from('%PDF'))
  const long = 'word '.repeat(300).trim()
  ask(setting, { file: 'plan.pdf', text: long })
  await eventually(() => telegram.texts()).toEqual(['', long, 'Done: send it.'])
  expect(uploads(telegram)).toMatchObject([
    { method: 'sendDocument', caption: undefined, file: { name: 'plan.pdf', bytes: Buffer.from('%PDF') } },
  ])
})

test('a picture that Telegram does not take as one goes as a document, once', async () => {
  const setting = await start()
  const { telegram, put } = setting
  await put('tall.png', picture)
  telegram.refuseNext('sendPhoto', { status: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' })
  ask(setting, { file: 'tall.png' })
  await eventually(() => telegram.texts()).toEqual(['', 'Done: send it.'])
  expect(uploads(telegram).map(({ method }) => method)).toEqual(['sendPhoto', 'sendDocument'])
})

test('the bot waits as long as Telegram asks for, and does not send again what may have arrived', async () => {
  const setting = await start()
  const { telegram, peer, put } = setting
  await put('kettle.png', picture)
  telegram.refuseNext('sendPhoto', { status: 429, retryAfter: 0 })
  ask(setting, { file: 'kettle.png' })
  await eventually(() => telegram.texts()).toEqual(['', 'Done: send it.'])

  const done = telegram.muteNext('sendPhoto')
  ask(setting, { file: 'kettle.png' }, 'again')
  await done
  telegram.dropConnections()
  await eventually(() => telegram.texts()).toEqual(['', 'Done: send it.', '', 'Done: again.'])
  expect(uploads(telegram)).toHaveLength(3)
  expect((await saidIn(peer, 'main')).join('\n')).toContain('may or may not have arrived')
})

test.each([
  ['leads out of the workspace', '../gangway.db', 'is outside'],
  ['is not there', 'nothing.png', 'nothing.png'],
  ['is empty', 'empty.png', 'is empty'],
  ['is larger than a bot may send', 'huge.bin', 'at most 52428800'],
])('a file that %s is not sent, and the model is told', async (_, file, why) => {
  const setting = await start()
  const { telegram, peer, put } = setting
  await put('empty.png', Buffer.alloc(0))
  await truncate(await put('huge.bin', Buffer.alloc(1)), 50 * 1024 * 1024 + 1)
  ask(setting, { file, text: 'look' })
  await eventually(() => telegram.texts()).toEqual(['Done: send it.'])
  expect(uploads(telegram)).toEqual([])
  expect((await saidIn(peer, 'main')).join('\n')).toContain(why)
})

test('in a chat that is not Telegram’s nobody is guessed to be meant', async () => {
  const setting = await start()
  const { telegram, model, peer } = setting
  model.next({ kind: 'tool-call', id: 'call', name: 'message', arguments: { text: 'hello' } })
  model.next({ kind: 'tokens', pieces: ['Nobody.'] })
  await peer.request('chat.send', { sessionKey: 'main', message: 'tell them', idempotencyKey: 'k' })
  await eventually(async () => (await saidIn(peer, 'main')).at(-1)).toBe('Nobody.')
  expect((await saidIn(peer, 'main')).join('\n')).toContain('say whom to reach')
  expect(telegram.texts()).toEqual([])
})
