// A gateway with a bot is killed between all the steps of an answer; what people see in Telegram is what counts.
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBotApiServer, type BotApiServer } from '../support/bot-api-server.ts'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { eventually } from '../support/eventually.ts'
import { createGate, startModelServer, type ModelServer } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { modelConfig } from '../support/test-gateway.ts'

let dir: TempDir
let telegram: BotApiServer
let model: ModelServer
let running: RunningProgram | undefined

beforeEach(async () => {
  dir = await makeTempDir('telegram-kill')
  telegram = await startBotApiServer()
  model = await startModelServer()
  const config = modelConfig(model.baseUrl, { channels: telegram.config() })
  await writeFile(path.join(dir.path, 'gangway.json5'), JSON.stringify(config))
})
afterEach(async () => {
  await running?.stop('SIGKILL')
  await telegram.close()
  await model.close()
  await dir.remove()
})

async function start() {
  running = startBuilt('cli', ['gateway', 'run', '--port', '0', '--state-dir', dir.path, '--json'])
  await running.waitForLine(line => line.includes('"ready":true'))
}

async function kill() {
  await running?.stop('SIGKILL')
}

/** What the chat shows beyond what it showed before. */
function newTexts(before: number) {
  return telegram.texts().slice(before)
}

/** What the gateway has written into its log so far. */
async function logged(): Promise<string> {
  const folder = path.join(dir.path, 'logs')
  const files = await readdir(folder)
  return (await Promise.all(files.map(file => readFile(path.join(folder, file), 'utf8')))).join('\n')
}

test('killed before and after a message is taken in, it is answered once', async () => {
  telegram.addFile('slow', Buffer.from('words'))
  telegram.holdFiles()
  await start()
  telegram.say(undefined, { caption: 'read this', document: { file_id: 'slow', mime_type: 'text/plain' } })
  await telegram.call(({ method }) => method === 'getFile')
  await kill()

  telegram.letFilesGo()
  model.next({ kind: 'hang' })
  await start()
  await eventually(() => model.requests).toHaveLength(1)
  // Its number was committed with it, so the next question to Telegram confirms it.
  await eventually(() => telegram.unconfirmed()).toBe(0)
  await kill()

  await start()
  await eventually(() => telegram.texts()).toEqual([expect.stringContaining('echo: read this')])
  expect(model.requests).toHaveLength(2)
})

test('killed before and while an answer is sent, it goes out once; that it may be missing is said once', async () => {
  await start()
  telegram.refuseNext('sendMessage', { status: 429, retryAfter: 600 })
  telegram.say('hello')
  await eventually(logged).toContain('has to wait')
  await kill()

  const sent = telegram.muteNext('sendMessage')
  await start()
  await sent
  expect(telegram.texts()).toEqual(['echo: hello'])
  expect(model.requests).toHaveLength(1)
  await kill()

  await start()
  await eventually(() => telegram.texts()).toEqual(['echo: hello', expect.stringContaining('may be missing')])
  telegram.say('and again')
  await eventually(() => newTexts(2)).toEqual(['echo: and again'])
})

test('killed while an answer grows, and while its last words are written: the same message is finished', async () => {
  await start()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['half ', 'an ', 'answer'], gate })
  telegram.say('hello')
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['half …'])
  // That it is changed shows that its number has been kept.
  gate.release()
  await eventually(() => telegram.texts()).toEqual(['half an …'])
  await kill()
  gate.open()

  const second = createGate()
  model.next({ kind: 'tokens', pieces: ['all ', 'of it'], gate: second })
  const edited = telegram.muteNext('editMessageText')
  await start()
  await eventually(() => model.requests).toHaveLength(2)
  second.open()
  await edited
  await kill()

  await start()
  telegram.say('more')
  await eventually(() => telegram.texts()).toEqual(['all of it', 'echo: more'])
})
