// Telegram from the command line: a bot is added, somebody is let in, and the gateway answers them.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { botName, botToken, owner, startBotApiServer, type BotApiServer } from '../support/bot-api-server.ts'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { eventually } from '../support/eventually.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let telegram: BotApiServer
let running: RunningProgram | undefined
beforeEach(async () => {
  dir = await makeTempDir('cli-channels')
  telegram = await startBotApiServer()
})
afterEach(async () => {
  await running?.stop('SIGKILL')
  await telegram.close()
  await dir.remove()
})

const inFile = { GANGWAY_VAULT: 'file' }

async function cli(args: readonly string[], input = '', env: Record<string, string> = inFile) {
  const started = startBuilt('cli', [...args, '--json', '--state-dir', dir.path], env)
  started.child.stdin.end(input)
  const { code, stdout, stderr } = await started.ended
  return { code, printed: JSON.parse(stdout) as Record<string, unknown>, all: stdout + stderr }
}

const addTelegram = () => ['channels', 'add', 'telegram', '--api-root', telegram.origin]

test('a bot is added, a person is let in by code, and both are heard from', async () => {
  const added = await cli(addTelegram(), `${botToken}\n`)
  expect(added).toMatchObject({ code: 0, printed: { ok: true, bot: `@${botName}` } })
  const config = await readFile(path.join(dir.path, 'gangway.json5'), 'utf8')
  expect(config).not.toContain(botToken)
  expect(added.all).not.toContain(botToken)

  running = startBuilt('cli', ['gateway', 'run', '--port', '0', '--state-dir', dir.path, '--json'], inFile)
  const ready = JSON.parse(await running.waitForLine(line => line.includes('"ready":true'))) as {
    url: string
  }
  const token = await readFile(path.join(dir.path, 'gateway-token'), 'utf8')
  const atGateway = ['--url', ready.url, '--token', token.trim()]
  telegram.say('/status')
  await eventually(() => telegram.texts()[0]).toContain('gangway pairing approve telegram')

  const { printed } = await cli(['pairing', 'list', 'telegram', ...atGateway])
  expect(printed).toMatchObject({ ok: true, pending: [{ sender: String(owner.id), name: 'Ada' }] })
  const code = (printed['pending'] as { code: string }[])[0]?.code ?? ''
  expect(await cli(['pairing', 'approve', 'telegram', code, ...atGateway])).toMatchObject({
    code: 0,
    printed: { ok: true, decision: 'approved' },
  })
  telegram.say('/status')
  await eventually(() => telegram.texts().at(-1)).toContain('Gateway: Gangway')
  expect(await cli(['channels', 'test', ...atGateway])).toMatchObject({
    code: 0,
    printed: { to: String(owner.id) },
  })
  expect(telegram.texts().at(-1)).toContain('test from Gangway')
  expect((await cli(['channels', 'status', '--probe', ...atGateway])).printed).toMatchObject({
    channels: [{ id: 'telegram', accounts: [{ connected: true, name: `@${botName}` }] }],
  })
  await running.stop()

  expect(await cli(['channels', 'remove', 'telegram'])).toMatchObject({ code: 0 })
  expect(await readFile(path.join(dir.path, 'gangway.json5'), 'utf8')).not.toContain('telegram')
})

test('a token that Telegram does not know changes nothing', async () => {
  const refused = await cli(addTelegram(), '4711:not-the-right-one')
  expect(refused).toMatchObject({ code: expect.any(Number), printed: { ok: false } })
  expect(refused.printed).toMatchObject({ error: { code: 'TELEGRAM_TOKEN_REFUSED' } })
  await expect(readFile(path.join(dir.path, 'gangway.json5'), 'utf8')).rejects.toThrow('ENOENT')
  expect((await cli(addTelegram(), 'hello')).printed).toMatchObject({ error: { code: 'INVALID_INPUT' } })
})

test('where a secret could not be kept, none is asked for', async () => {
  const refused = await cli(addTelegram(), botToken, { GANGWAY_VAULT: 'memory' })
  expect(refused.printed).toMatchObject({ error: { code: 'VAULT_UNAVAILABLE' } })
  expect(telegram.calls).toEqual([])
})
