// A gateway is killed while a command waits for its yes, and after it had it: nothing runs twice, and what did not run is said.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { startModelServer, type ModelServer } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  readWrite,
  testToken,
  type Peer,
} from '../support/test-gateway.ts'

let dir: TempDir
let model: ModelServer
let url: string
let running: RunningProgram | undefined

beforeEach(async () => {
  dir = await makeTempDir('approvals-kill')
  model = await startModelServer()
  url = `ws://127.0.0.1:${await freePort()}`
  const config = modelConfig(model.baseUrl, {
    gateway: { auth: { mode: 'token', token: testToken } },
    tools: { allow: ['exec'], exec: { mode: 'ask' } },
  })
  await writeFile(path.join(dir.path, 'gangway.json5'), JSON.stringify(config))
})
afterEach(async () => {
  await closeTestGateways()
  await running?.stop('SIGKILL')
  await model.close()
  await dir.remove()
})

async function start(): Promise<Peer> {
  const port = new URL(url).port
  running = startBuilt('cli', ['gateway', 'run', '--port', port, '--state-dir', dir.path, '--json'])
  await running.waitForLine(line => line.includes('"ready":true'))
  return connectPeer({ url }, { scopes: [...readWrite, 'operator.approvals', 'operator.admin'] })
}

async function kill(peer: Peer) {
  await peer.close()
  await running?.stop('SIGKILL')
}

const ran = () =>
  readFile(path.join(dir.path, 'ran'), 'utf8').then(
    text => text,
    () => '',
  )

/** A command that leaves a line, and then takes its time. */
async function askToRun(peer: Peer, then = '') {
  const argv = ['/bin/sh', '-c', `echo ran >> "$1"; ${then}`, 'sh', path.join(dir.path, 'ran')]
  model.next({ kind: 'tool-call', id: 'call-1', name: 'exec', arguments: { argv } })
  await peer.request('chat.send', { sessionKey: 'main', message: 'run it', idempotencyKey: 'run-1' })
  const asked = await peer.event(({ event }) => event === 'exec.approval.requested')
  return (asked.payload as { id: string }).id
}

type Row = { role: string; content: { text?: string }[] }
async function toolAnswers(peer: Peer): Promise<string[]> {
  const { messages } = await peer.request<{ messages: Row[] }>('chat.history', { sessionKey: 'main' })
  return messages.filter(({ role }) => role === 'toolResult').map(({ content }) => content[0]?.text ?? '')
}

test('killed after the yes, the command is not run again, and the answer says that it had begun', async () => {
  const before = await start()
  const id = await askToRun(before, 'exec sleep 60')
  await before.request('exec.approval.resolve', { id, decision: 'allow-once' })
  await eventually(ran).toBe('ran\n')
  await kill(before)

  const after = await start()
  await eventually(() => toolAnswers(after)).toEqual([expect.stringContaining('It is not run again')])
  expect(await after.request('exec.approval.get', { id })).toMatchObject({ decision: 'allow-once' })
  expect(await after.request('exec.approval.list')).toEqual([])
  expect(await ran()).toBe('ran\n')
})

test('killed before anyone answered, the command has not run, and a late yes is refused', async () => {
  const before = await start()
  const id = await askToRun(before)
  await kill(before)

  const after = await start()
  await eventually(() => toolAnswers(after)).toEqual([expect.stringContaining('It has not run')])
  await expect(after.request('exec.approval.resolve', { id, decision: 'allow-once' })).rejects.toMatchObject({
    gatewayCode: 'APPROVAL_NOT_FOUND',
  })
  expect(await ran()).toBe('')
})
