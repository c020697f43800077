import { afterEach, expect, test } from 'vitest'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../../src-shared/connection.ts'
import type { NodeHostState } from '../../../src-shared/node-host.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { openAppNode, type AppNode } from '../../../src-main/node-host/app-node.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { keepGatewaySecret } from '../../../src-main/connection/gateway-secrets.ts'
import { openConnectionSet } from '../../../src-main/connections/connection-set.ts'
import { openTestController } from '../../support/connection-controller.ts'
import { memoryVault } from '../../support/memory-vault.ts'
import { createTestClock } from '../../support/test-clock.ts'
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

const reaches = (node: AppNode, isSo: (state: NodeHostState) => boolean) =>
  until(
    () => isSo(node.state),
    look => node.onChange(look),
  )

/** An app that is connected to a gateway, may be a node, and may turn to another gateway. */
async function startApp() {
  const [blank, one, other] = [await open(), await open(), await open()]
  const { stateDir, vault } = blank
  const lines = [blank, one, other].map(({ controller }) => controller)
  const gateway = await startTestGateway()
  const settings = await openSettings(stateDir)
  const connections = openConnectionSet({
    open: () => {
      const line = lines.shift()
      if (!line) throw new Error('more gateways than the test has connections')
      return line
    },
    settings,
    log: silentLog,
    clock: createTestClock(),
  })
  connections.keep()
  const node = openAppNode({
    stateDir,
    sshConfig: {},
    appKnownHosts: '/nowhere',
    settings,
    vault,
    log: silentLog,
    ask: async () => ({ kind: 'cancel' }),
    version: '0.1.0',
    gateways: connections,
    isAllowed: true,
  })
  closers.push(node.close)
  const turnTo = async ({ url }: { readonly url: string }) => {
    const target = { kind: 'direct', url } as const
    await keepGatewaySecret(vault, target, { kind: 'token', secret: testToken })
    connections.shown.connect(target)
    await until(
      () => connections.shown.state.phase === 'online',
      look => connections.on({ state: look, members: look }),
    )
    return target
  }
  const target = await turnTo(gateway)
  return {
    gateway,
    target,
    settings,
    node,
    connections,
    turnTo,
    stateDir,
    vault,
    operator: connections.shown,
  }
}

/** Settles once it is so; `watch` is told what to call when something changes. */
function until(isSo: () => boolean, watch: (look: () => void) => () => void): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!isSo()) return
      stop()
      resolve()
    }
    const stop = watch(look)
    look()
  })
}

const sharedVault = memoryVault()
async function open() {
  const controller = await openTestController({ vault: sharedVault })
  closers.push(controller.close)
  return controller
}

const isOnline = (state: NodeHostState) => state.phase === 'on' && state.connection.phase === 'online'

test('it is off until it is switched on, and off again at once', async () => {
  const { gateway, settings, node } = await startApp()
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
  const { settings, node, vault } = await startApp()
  await settings.change({ nodeHost: true })
  await reaches(node, isOnline)
  const ids = (await vault.list()).map(({ id }) => id)
  expect(ids).toContain('device-key/this-installation')
  expect(ids).toContain('device-key/this-node')
})

test('it leaves with the operator and comes back with them', async () => {
  const { target, settings, node, operator } = await startApp()
  await settings.change({ nodeHost: true })
  await reaches(node, isOnline)
  await operator.disconnect()
  await reaches(node, state => state.phase === 'on' && state.connection.phase === 'idle')
  operator.connect(target)
  await reaches(node, isOnline)
})

test('it stays with the gateway that was shown when it was switched on, and is offered to no other', async () => {
  const { target, settings, node, turnTo, connections } = await startApp()
  await settings.change({ nodeHost: true })
  await reaches(node, isOnline)
  await until(() => settings.app.nodeGateway !== null, settings.onChange)
  expect(settings.app.nodeGateway).toEqual(target)

  const second = await startTestGateway()
  const other = await turnTo(second)
  const owner = await connectPeer(second, {
    scopes: [...readWrite, 'operator.pairing', 'operator.admin'],
  })
  expect(await owner.request('node.list')).toMatchObject({ nodes: [] })
  // The gateway it is lent to is kept beside the one that is shown.
  expect(connections.members.map(({ key, connection }) => [key, connection.state.phase])).toEqual([
    [targetKey(target), 'online'],
    [targetKey(other), 'online'],
  ])
  expect(isOnline(node.state)).toBe(true)

  await settings.change({ nodeGateway: other })
  await reaches(node, state => isOnline(state) && state.phase === 'on' && targetIs(state.connection, other))
  expect(await owner.request('node.list')).toMatchObject({ nodes: [{ connected: true }] })
  await settings.change({ nodeHost: false })
  await reaches(node, ({ phase }) => phase === 'off')
  await until(() => settings.app.nodeGateway === null, settings.onChange)
})

const targetIs = (connection: ConnectionState, target: ConnectionTarget) =>
  'target' in connection && targetKey(connection.target) === targetKey(target)

test('another node of this installation keeps it from being one, and it says so', async () => {
  const { settings, node, stateDir } = await startApp()
  await openTestNodeHost({ stateDir })
  await settings.change({ nodeHost: true })
  await reaches(node, ({ phase }) => phase === 'failed')
  expect(node.state).toMatchObject({ error: { code: 'STATE_DIR_IN_USE' } })
})

test('its rule for commands is kept', async () => {
  const { node } = await startApp()
  expect(await node.policy()).toBe('ask')
  await node.setPolicy('allowlist')
  expect(await node.policy()).toBe('allowlist')
})
