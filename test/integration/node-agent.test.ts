// What a person gets: the assistant has something done on another computer, which is a process with a state of its own.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { EventFrame } from '@openclaw/gateway-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { eventually } from '../support/eventually.ts'
import { startModelServer, type ModelServer } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  readWrite,
  startTestGateway,
  testToken,
  type Peer,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let model: ModelServer
let node: RunningProgram | undefined
beforeEach(async () => {
  dir = await makeTempDir('node-agent')
  model = await startModelServer()
})
afterEach(async () => {
  await node?.stop('SIGKILL')
  node = undefined
  await closeTestGateways()
  await model.close()
  await dir.remove()
})

type Payload = Record<string, unknown> & { data?: Record<string, unknown> }
const payloadOf = (event: EventFrame) => event.payload as Payload

async function start(): Promise<{ gateway: TestGateway; owner: Peer }> {
  const gateway = await startTestGateway({ config: modelConfig(model.baseUrl) })
  const owner = await connectPeer(gateway, {
    scopes: [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin'],
    caps: ['tool-events'],
  })
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, testToken)
  const stateDir = path.join(dir.path, 'state-of-the-node')
  const where = ['--url', gateway.url, '--token-file', tokenFile, '--state-dir', stateDir]
  node = startBuilt('cli', ['node', 'run', '--json', ...where])
  const asked = await owner.event(({ event }) => event === 'node.pair.requested')
  await owner.request('node.pair.approve', { requestId: payloadOf(asked)['requestId'] })
  await node.waitForLine(line => line.includes('"approval":"approved"'))
  return { gateway, owner }
}

function useNode(command: string[], id = 'call-1') {
  const params = { command }
  model.next({
    kind: 'tool-call',
    id,
    name: 'nodes',
    arguments: { action: 'invoke', command: 'system.run', params, timeoutSeconds: 120 },
  })
}

const say = (owner: Peer, message: string) =>
  owner.request('chat.send', { sessionKey: 'main', message, idempotencyKey: message })

const ended = (owner: Peer, runId: string) =>
  owner.event(
    event =>
      event.event === 'chat' &&
      payloadOf(event)['runId'] === runId &&
      ['final', 'error', 'aborted'].includes(String(payloadOf(event)['state'])),
  )

/** The result of a call as its card shows it. */
async function resultOf(owner: Peer, toolCallId: string) {
  const told = await owner.event(event => {
    const { data } = payloadOf(event)
    return event.event === 'agent' && data?.['phase'] === 'result' && data['toolCallId'] === toolCallId
  })
  return payloadOf(told).data
}

async function allow(owner: Peer) {
  const question = await owner.event(({ event }) => event === 'exec.approval.requested')
  const { id, request } = payloadOf(question) as { id: string; request: Record<string, unknown> }
  await owner.request('exec.approval.resolve', { id, decision: 'allow-once' })
  return request
}

test('the assistant runs a command on another computer after a person’s yes, once, and its card has the result', async () => {
  const { owner } = await start()
  const file = path.join(dir.path, 'ran')
  useNode(['sh', '-c', `echo once >> ${file}; cat ${file}`])
  await say(owner, 'run')
  expect(await allow(owner)).toMatchObject({
    command: expect.stringContaining('echo once'),
    host: 'node',
    sessionKey: 'agent:main:main',
  })
  const result = await resultOf(owner, 'call-1')
  expect(result).toMatchObject({ name: 'nodes', isError: false })
  expect(JSON.stringify(result)).toContain('once')
  expect(payloadOf(await ended(owner, 'run'))).toMatchObject({ state: 'final' })
  const { messages } = await owner.request<{ messages: { role: string; content: { text?: string }[] }[] }>(
    'chat.history',
    { sessionKey: 'main' },
  )
  const answers = messages.filter(({ role }) => role === 'toolResult')
  expect(answers).toHaveLength(1)
  expect(answers[0]?.content[0]?.text).toMatch(/"stdout": "once\\n"/)
})

test('a computer that is cut off in the middle of a command is an error the assistant goes on from', async () => {
  const { owner } = await start()
  const started = path.join(dir.path, 'started')
  useNode(['sh', '-c', `echo > ${started}; sleep 100`])
  await say(owner, 'cut')
  await allow(owner)
  await eventually(() => existsSync(started)).toBe(true)
  node?.child.kill('SIGKILL')
  expect(await resultOf(owner, 'call-1')).toMatchObject({ isError: true })
  expect(payloadOf(await ended(owner, 'cut'))).toMatchObject({ state: 'final' })

  // It is gone, which is an answer as well.
  useNode(['pwd'], 'call-2')
  await say(owner, 'again')
  const { messages } = await ended(owner, 'again').then(() =>
    owner.request<{ messages: { role: string; content: { text?: string }[] }[] }>('chat.history', {
      sessionKey: 'main',
    }),
  )
  const texts = messages.filter(({ role }) => role === 'toolResult').map(({ content }) => content[0]?.text)
  expect(texts[0]).toContain('the node went away before it answered')
  expect(texts[1]).toContain('not connected')
})

test('a command that the assistant gives up is ended on the other computer', async () => {
  const { owner } = await start()
  const file = path.join(dir.path, 'pid')
  useNode(['sh', '-c', `echo $$ > ${file}; exec sleep 100`])
  await say(owner, 'stop')
  await allow(owner)
  const pidOf = () =>
    readFile(file, 'utf8').then(
      text => text.trim(),
      () => '',
    )
  await eventually(pidOf).not.toBe('')
  const pid = await pidOf()
  await owner.request('chat.abort', { sessionKey: 'main', runId: 'stop' })
  const stateOf = () =>
    readFile(`/proc/${pid}/stat`, 'utf8').then(
      text => text.replace(/^.*\) (\w).*$/s, '$1'),
      () => 'gone',
    )
  await eventually(stateOf).toMatch(/^(?:gone|Z)$/)
})
