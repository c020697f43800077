import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { runCli, startBuilt, type Ended, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { createGate, startModelServer } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { modelConfig } from '../support/test-gateway.ts'

let dir: TempDir
const running: RunningProgram[] = []

beforeEach(async () => {
  dir = await makeTempDir('through-app')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(program => program.stop('SIGKILL')))
  await dir.remove()
})

const cli = (...args: string[]): Promise<Ended> => runCli(['--json', '--state-dir', dir.path, ...args])
const json = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>

/** A gateway of its own, and the app in the browser door connected to it. */
async function startGatewayAndApp(more: object = {}) {
  const port = await freePort()
  await writeFile(path.join(dir.path, 'gangway.json5'), JSON.stringify({ gateway: { port }, ...more }))
  const gateway = startBuilt('cli', ['--json', '--state-dir', dir.path, 'gateway', 'run'])
  running.push(gateway)
  const { url } = JSON.parse(await gateway.waitForLine(line => line.includes('"ready":true'))) as {
    url: string
  }
  // The app goes back to the gateway of last time.
  const recent = { recent: [{ target: { kind: 'local' }, lastOnlineAt: Date.now() }] }
  await writeFile(path.join(dir.path, 'app-state.json'), JSON.stringify(recent))
  const app = startBuilt('browser', ['--no-open', '--json', '--port', '0', '--state-dir', dir.path])
  running.push(app)
  await app.waitForLine(line => line.includes('"ready":true'))
  await expect.poll(async () => json(await cli('gateway', 'status'))['via']).toBe('app')
  return { app, url }
}

test('commands use the running app’s connection, and their own when it is closed', async () => {
  const { app, url } = await startGatewayAndApp()
  expect(json(await cli('health'))).toMatchObject({ ok: true, via: 'app' })
  expect(json(await cli('status', '--deep'))).toMatchObject({ ok: true, via: 'app', deep: { status: {} } })
  expect(json(await cli('gateway', 'call', 'health'))).toMatchObject({ ok: true, via: 'app' })
  // The app has one session, and nobody else came in for any of these.
  const { payload } = json(await cli('gateway', 'call', 'system-presence')) as { payload: { mode: string }[] }
  expect(payload.filter(({ mode }) => mode === 'cli')).toEqual([])

  const said = json(await cli('chat', '/status'))
  expect(said).toMatchObject({ ok: true, outcome: 'done' })
  expect(said['text']).toContain('Gateway')

  expect(json(await cli('gateway', 'agent', '--message', '/status'))).toMatchObject({
    ok: true,
    status: 'ok',
    text: expect.stringContaining('Gateway') as string,
  })

  // An address of its own is never gone to by the app's road, nor with its credentials.
  expect(json(await cli('health', '--url', url))).toMatchObject({ error: { code: 'CREDENTIALS_REQUIRED' } })
  // What the app may not do, the command may with the gateway's own secret.
  expect(json(await cli('gateway', 'call', 'device.pair.list'))).toMatchObject({ ok: true, via: 'own' })
  expect(json(await cli('devices', 'list'))).toMatchObject({ ok: true })
  const remarks = async (...args: string[]) => (await runCli(['--state-dir', dir.path, ...args])).stderr
  expect(await remarks('health')).toContain('Through the running app.')
  expect(await remarks('devices', 'list')).not.toContain('Through the running app.')

  await app.stop()
  expect(json(await cli('health'))).toMatchObject({ ok: true, via: 'own' })
})

test('a command whose app is killed in the middle says so, and that the gateway has what was said', async () => {
  const model = await startModelServer()
  onTestFinished(() => model.close())
  model.next({ kind: 'tokens', pieces: ['one ', 'two'], gate: createGate() })
  const { app } = await startGatewayAndApp(modelConfig(model.baseUrl))
  const chat = startBuilt('cli', ['--state-dir', dir.path, 'chat', 'count'])
  running.push(chat)
  await model.request(0)

  await app.stop('SIGKILL')

  const { code, stdout, stderr } = await chat.ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '\n' })
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'Through the running app.',
    'The gateway has the message and goes on: gangway sessions show agent:main:main',
    'Gangway, whose connection this command used, ended before there was an answer.',
  ])
})
