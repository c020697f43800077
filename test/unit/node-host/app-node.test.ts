import { afterEach, expect, test } from 'vitest'
import type { NodeHostState } from '../../../src-shared/node-host.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { openAppNode, type AppNode } from '../../../src-main/node-host/app-node.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { keepGatewaySecret } from '../../../src-main/connection/gateway-secrets.ts'
import { openTestController, type TestController } from '../../support/connection-controller.ts'
import {
  closeTestGateways,
  connectPeer,
  readWrite,
  startTestGateway,
  testToken,
} from '../../support/test-gateway.ts'
import { closeTestNodeHosts, openTestNodeHost } from '../../support/test-node-host.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestNodeHosts()
  await closeTestGateways()
})

function reaches(node: AppNode, isSo: (state: NodeHostState) => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!isSo(node.state)) return
      stop()
      resolve()
    }
    const stop = node.onChange(look)
    look()
  })
}

/** An app that is connected to a gateway, and may be a node. */
async function startApp(test: TestController) {
  const gateway = await startTestGateway()
  const target = { kind: 'direct', url: gateway.url } as const
  await keepGatewaySecret(test.vault, target, { kind: 'token', secret: testToken })
  const settings = await openSettings(test.stateDir)
  const node = openAppNode({
    stateDir: test.stateDir,
    sshConfig: {},
    appKnownHosts: '/nowhere',
    settings,
    vault: test.vault,
    log: silentLog,
    ask: async () => ({ kind: 'cancel' }),
    version: '0.1.0',
    operator: test.controller,
    isAllowed: true,
  })
  closers.push(node.close)
  test.controller.connect(target)
  await test.reach('online')
  return { gateway, settings, node, operator: test.controller }
}

async function open() {
  const controller = await openTestController()
  closers.push(controller.close)
  return controller
}

const isOnline = (state: NodeHostState) => state.phase === 'on' && state.connection.phase === 'online'

test('it is off until it is switched on, and off again at once', async () => {
  const controller = await open()
  const { gateway, settings, node } = await startApp(controller)
  const owner = await connectPeer(gateway, {
    scopes: [...readWrite, 'operator.pairing', 'operator.admin'],
  })
  expect(node.state).toEqual({ phase: 'off' })
  expect(await owner.request('node.list')).toMatchObject({ nodes: [] })

  await settings.change({ nodeHost: true })
  await reaches(node, state => state.phase === 'on' && state.approval === 'waiting')
  const { nodes } = await owner.request<{ nodes: { nodeId: string; pendingRequestId: string }[] }>(
    'node.list',
  )
  await owner.request('node.pair.approve', { requestId: nodes[0]?.pendingRequestId })
  await reaches(node, state => state.phase === 'on' && state.approval === 'approved')

  await settings.change({ nodeHost: false })
  await reaches(node, ({ phase }) => phase === 'off')
  expect(await owner.request('node.list')).toMatchObject({ nodes: [{ connected: false }] })
})

test('its identity is its own, and not the operator’s', async () => {
  const controller = await open()
  const { settings, node } = await startApp(controller)
  await settings.change({ nodeHost: true })
  await reaches(node, isOnline)
  const ids = (await controller.vault.list()).map(({ id }) => id)
  expect(ids).toContain('device-key/this-installation')
  expect(ids).toContain('device-key/this-node')
})

test('it leaves with the operator and comes back with them', async () => {
  const controller = await open()
  const { gateway, settings, node, operator } = await startApp(controller)
  await settings.change({ nodeHost: true })
  await reaches(node, isOnline)
  await operator.disconnect()
  await reaches(node, state => state.phase === 'on' && state.connection.phase === 'idle')
  operator.connect({ kind: 'direct', url: gateway.url })
  await reaches(node, isOnline)
})

test('another node of this installation keeps it from being one, and it says so', async () => {
  const controller = await open()
  const { settings, node } = await startApp(controller)
  await openTestNodeHost({ stateDir: controller.stateDir })
  await settings.change({ nodeHost: true })
  await reaches(node, ({ phase }) => phase === 'failed')
  expect(node.state).toMatchObject({ error: { code: 'STATE_DIR_IN_USE' } })
})

test('its rule for commands is kept', async () => {
  const controller = await open()
  const { node } = await startApp(controller)
  expect(await node.policy()).toBe('ask')
  await node.setPolicy('allowlist')
  expect(await node.policy()).toBe('allowlist')
})
