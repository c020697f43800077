import { afterEach, expect, test } from 'vitest'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { openTestController } from '../support/connection-controller.ts'
import { settingsWith } from '../support/settings.ts'
import { freePort } from '../support/free-port.ts'
import { eventually } from '../support/eventually.ts'
import { closeTestGateways, startTestGateway, testToken, type TestGateway } from '../support/test-gateway.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

async function openController(options: Parameters<typeof openTestController>[0] = {}) {
  const opened = await openTestController(options)
  closers.push(opened.close)
  return opened
}

test('the embedded gateway is greeted, healthy, and answers a message', async () => {
  const gateway = await startTestGateway()
  const { controller, reach, events, vault } = await openController()
  const target = { kind: 'direct', url: gateway.url } as const
  await keepGatewaySecret(vault, target, { kind: 'token', secret: testToken })
  controller.connect(target)
  const online = await reach('online')
  await eventually(() =>
    controller.state.phase === 'online' ? controller.state.ladder.at(-1)?.verdict : controller.state.phase,
  ).toBe('passed')
  expect(controller.health.gateway).toBeDefined()

  const idempotencyKey = crypto.randomUUID()
  const sessionKey = online.gateway.mainSessionKey
  await controller.request('chat.send', { sessionKey, message: '/help', idempotencyKey })
  await eventually(() =>
    events.some(
      ({ event, payload }) =>
        event === 'chat' &&
        (payload as { runId: string; state: string }).runId === idempotencyKey &&
        (payload as { state: string }).state === 'final',
    ),
  ).toBe(true)
})

test('the second connection shows the device token, and a wrong secret is refused by name', async () => {
  const gateway = await startTestGateway()
  const target = { kind: 'direct', url: gateway.url } as const
  const { controller, reach, next, vault } = await openController()
  await keepGatewaySecret(vault, target, { kind: 'token', secret: testToken })
  controller.connect(target)
  expect((await reach('online')).gateway.authMethod).toBe('token')
  await controller.disconnect()
  const again = next('online')
  controller.connect(target)
  expect((await again).gateway.authMethod).toBe('device-token')
  const refused = next('needs-you')
  controller.connect(target, { credentials: { token: 'wrong' } })
  expect((await refused).error.code).toBe('GATEWAY_TOKEN_MISMATCH')
})

test('when the gateway of this computer ends, another is started and the connection goes on', async () => {
  const gateways: TestGateway[] = []
  const port = await freePort()
  const { controller, reach, next } = await openController({
    settings: settingsWith({ gateway: { port } }),
    startLocalGateway: async () => {
      const gateway = await startTestGateway()
      gateways.push(gateway)
      return { url: gateway.url, token: testToken }
    },
  })
  controller.connect({ kind: 'local' })
  await reach('online')
  const waiting = next('waiting')
  const online = next('online')
  await gateways[0]?.close()
  expect((await waiting).error.code).toBe('GATEWAY_RESTARTING')
  await online
  expect(gateways).toHaveLength(2)
})
