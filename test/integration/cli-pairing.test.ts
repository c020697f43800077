// Deciding from the command line who may come in and what a node may be asked, with a gateway of ours at the far end.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  makeDevice,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let gateway: TestGateway
beforeEach(async () => {
  dir = await makeTempDir('cli-pairing')
  gateway = await startTestGateway()
})
afterEach(async () => {
  await closeTestGateways()
  await dir.remove()
})

async function cli(...args: string[]) {
  const given = ['--url', gateway.url, '--token', testToken, '--json', '--state-dir', dir.path]
  const { code, stdout } = await runCli([...args, ...given])
  return { code, printed: JSON.parse(stdout) as Printed }
}

type Printed = {
  ok: boolean
  pending: { requestId: string; scopes: string[] }[]
  paired: { deviceId: string; scopes: string[] }[]
}

/** A device that is paired to read, and then asks with its token to administrate. */
async function askForMore(device = makeDevice()) {
  const peer = await connectPeer(gateway, { device, scopes: ['operator.read'] })
  const deviceToken = peer.hello.auth.deviceToken ?? ''
  await peer.close()
  const more = { device, scopes: ['operator.admin'], token: '', deviceToken }
  await connectPeer(gateway, more).then(
    wider => wider.close(),
    () => undefined,
  )
  return device
}

test('a device that asks for more is listed, approved by the beginning of its request’s id, and cut off again', async () => {
  const device = await askForMore()
  const { pending, paired } = (await cli('devices', 'list')).printed
  expect(pending).toMatchObject([{ deviceId: device.id, scopes: ['operator.admin'] }])
  expect(paired.find(one => one.deviceId === device.id)?.scopes).toEqual(['operator.read'])

  const requestId = pending[0]?.requestId ?? ''
  const approved = await cli('devices', 'approve', requestId.slice(0, 8))
  expect(approved).toMatchObject({ code: 0, printed: { ok: true, decision: 'approved' } })
  const after = (await cli('devices', 'list')).printed
  expect(after.pending).toEqual([])
  expect(after.paired.find(one => one.deviceId === device.id)?.scopes).toContain('operator.admin')

  const revoked = await cli('devices', 'revoke', device.id.slice(0, 12))
  expect(revoked).toMatchObject({ code: 0, printed: { revoked: ['operator'] } })
  const forgotten = await cli('devices', 'revoke', device.id, '--forget')
  expect(forgotten.printed).toMatchObject({ ok: true, forgotten: true })
  expect((await cli('devices', 'list')).printed.paired).toEqual([])
})

test('a request is turned away, and none is approved that nobody has named', async () => {
  await askForMore()
  const unnamed = await cli('devices', 'approve')
  expect(unnamed).toMatchObject({ code: 1, printed: { ok: false, error: { code: 'INVALID_INPUT' } } })
  const { pending } = (await cli('devices', 'list')).printed
  const rejected = await cli('devices', 'reject', pending[0]?.requestId ?? '')
  expect(rejected.printed).toMatchObject({ ok: true, decision: 'rejected' })
  expect(await cli('devices', 'approve', 'no-such-request')).toMatchObject({ code: 1 })
})

test('a node is approved and asked, and its answer printed', async () => {
  const device = makeDevice()
  const node = await connectNode(gateway, { device, commands: ['system.notify'] })
  const { printed } = await cli('nodes', 'pending')
  expect(printed.pending).toMatchObject([{ nodeId: device.id, commands: ['system.notify'] }])
  await cli('nodes', 'approve', printed.pending[0]?.requestId ?? '')
  expect((await cli('nodes', 'list')).printed).toMatchObject({
    nodes: [{ nodeId: device.id, connected: true, approvalState: 'approved' }],
  })

  const asked = node.event(({ event }) => event === 'node.invoke.request')
  const invoking = cli(
    'nodes',
    'invoke',
    device.id.slice(0, 8),
    'system.notify',
    '--params',
    '{"title":"hi"}',
  )
  const { id, paramsJSON } = (await asked).payload as { id: string; paramsJSON: string }
  expect(JSON.parse(paramsJSON)).toEqual({ title: 'hi' })
  await node.request('node.invoke.result', { id, nodeId: device.id, ok: true, payloadJSON: '{"shown":true}' })
  expect(await invoking).toMatchObject({ code: 0, printed: { ok: true, payload: { shown: true } } })
  await node.close()

  const away = await cli('nodes', 'invoke', device.id, 'system.notify')
  expect(away).toMatchObject({ code: 3, printed: { error: { details: { gatewayCode: 'NOT_CONNECTED' } } } })
})
