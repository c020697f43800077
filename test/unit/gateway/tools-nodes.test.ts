import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { connectPeer, makeDevice, startTestGateway, type Peer } from '../../support/test-gateway.ts'
import {
  admin,
  answers,
  asked,
  closeToolGateways,
  ended,
  say,
  startToolGateway,
} from '../../support/tool-gateway.ts'

afterEach(closeToolGateways)

async function connectNode(
  gateway: { url: string },
  operator: Peer,
  commands = ['system.notify', 'system.run'],
  answer: object = { shown: true },
) {
  const invoked: Record<string, unknown>[] = []
  const node = await connectPeer(gateway, {
    device: makeDevice(),
    clientName: 'node-host',
    clientDisplayName: 'Kitchen',
    mode: 'node',
    role: 'node',
    scopes: [],
    caps: [],
    commands,
    onEvent: event => {
      if (event.event !== 'node.invoke.request') return
      const { id, nodeId, command, paramsJSON } = event.payload as Record<string, string>
      invoked.push({ command, params: JSON.parse(paramsJSON ?? 'null') as unknown })
      void node.request('node.invoke.result', { id, nodeId, ok: true, payloadJSON: JSON.stringify(answer) })
    },
  })
  const request = await operator.event(event => event.event === 'node.pair.requested')
  await operator.request('node.pair.approve', {
    requestId: (request.payload as { requestId: string }).requestId,
  })
  return invoked
}

test('a model finds a node and has it do something', async () => {
  const { model, gateway } = await startToolGateway()
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  model.next({ kind: 'tool-call', id: '1', name: 'nodes', arguments: { action: 'list' } })
  model.next({
    kind: 'tool-call',
    id: '2',
    name: 'nodes',
    arguments: { action: 'describe', node: 'kitchen' },
  })
  const call = { action: 'invoke', node: 'Kitchen', command: 'system.notify', params: { title: 'Tea' } }
  model.next({ kind: 'tool-call', id: '3', name: 'nodes', arguments: call })
  model.next({ kind: 'tool-call', id: '4', name: 'nodes', arguments: { ...call, command: 'camera.snap' } })
  model.next({ kind: 'tool-call', id: '5', name: 'nodes', arguments: { ...call, node: 'Cellar' } })
  await say(peer, 'tea')
  await ended(peer, 'tea')
  const said = await answers(peer)
  expect(said[0]?.text).toMatch(/^Kitchen \(linux, connected, 2 commands\)/)
  expect(said[1]?.text).toContain('Commands: system.notify, system.run')
  expect(said[2]).toEqual({ text: '{\n "shown": true\n}', isError: false })
  expect(said[3]).toMatchObject({ isError: true })
  expect(said[4]).toEqual({ text: 'There is no node Cellar.', isError: true })
  expect(invoked).toEqual([{ command: 'system.notify', params: { title: 'Tea' } }])
})

test('a picture that a node sends is put into the workspace, where the model can send it on', async () => {
  const { model, gateway, workspace } = await startToolGateway()
  const peer = await connectPeer(gateway, admin)
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  const picture = { format: 'png', width: 1, height: 1, base64: bytes.toString('base64') }
  await connectNode(gateway, peer, ['screen.snapshot'], picture)
  model.next({
    kind: 'tool-call',
    id: '../call 1',
    name: 'nodes',
    arguments: { action: 'invoke', command: 'screen.snapshot' },
  })
  await say(peer, 'look')
  await ended(peer, 'look')
  const [said] = await answers(peer)
  expect(JSON.parse(said?.text ?? '')).toEqual({
    savedAs: 'received/___call_1.png',
    bytes: bytes.length,
    format: 'png',
    width: 1,
    height: 1,
  })
  expect(await readFile(path.join(workspace, 'received', '___call_1.png'))).toEqual(bytes)
})

test('a command line on a node takes the same yes as one on this computer', async () => {
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  const run = {
    action: 'invoke',
    command: 'system.run',
    params: { command: ['uname', '-a'], approved: true },
  }
  model.next({ kind: 'tool-call', name: 'nodes', arguments: run })
  await say(peer, 'uname')
  const { id, request } = await asked(peer)
  expect(request).toMatchObject({ command: 'uname -a', host: 'node' })
  expect(invoked).toEqual([])
  await peer.request('exec.approval.resolve', { id, decision: 'allow-once' })
  await ended(peer, 'uname')
  expect(invoked).toMatchObject([
    { command: 'system.run', params: { command: ['uname', '-a'], approved: true } },
  ])
})

test('with commands off, a node runs none either', async () => {
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'deny' } } })
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  const run = { action: 'invoke', command: 'system.run', params: { command: ['uname'] } }
  model.next({ kind: 'tool-call', name: 'nodes', arguments: run })
  await say(peer, 'uname')
  await ended(peer, 'uname')
  expect(await answers(peer)).toMatchObject([{ isError: true }])
  expect(invoked).toEqual([])
})

test('/nodes lists them without a model', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway, admin)
  await connectNode(gateway, peer)
  await say(peer, '/nodes')
  expect(JSON.stringify((await ended(peer, '/nodes')).payload)).toContain(
    '- Kitchen (linux, connected): system.notify',
  )
})
