import { afterEach, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const routing = {
  defaultTarget: { mode: 'current' },
  routes: [{ trigger: 'Hey, Robot!', target: { sessionKey: 'agent:main:robot' } }],
}
const changed = (peer: Peer, name: string) => peer.event(({ event }) => event === name)

test('waking words are kept, and told to everyone who may read', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway)
  const stranger = await connectPeer(gateway, { scopes: [] })
  expect(await peer.request('voicewake.get')).toEqual({ triggers: ['openclaw', 'claude', 'computer'] })
  await peer.request('voicewake.set', { triggers: [' jarvis ', ''] })
  expect((await changed(peer, 'voicewake.changed')).payload).toEqual({ triggers: ['jarvis'] })
  expect(await peer.request('voicewake.set', { triggers: [] })).toEqual({
    triggers: ['openclaw', 'claude', 'computer'],
  })
  await stranger.request('health')
  expect(stranger.events.filter(({ event }) => event.startsWith('voicewake'))).toEqual([])
})

test('a node is told the words and their routes as soon as it is in, and when they change', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway)
  const node = await connectNode(gateway)
  expect((await changed(node, 'voicewake.changed')).payload).toMatchObject({ triggers: expect.any(Array) })
  expect((await changed(node, 'voicewake.routing.changed')).payload).toMatchObject({ config: { routes: [] } })

  await peer.request('voicewake.routing.set', { config: routing })
  const told = await node.event(
    ({ event, payload }) =>
      event === 'voicewake.routing.changed' && JSON.stringify(payload).includes('hey robot'),
  )
  expect(told).not.toHaveProperty('seq')
})

test('routes survive a restart', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway)
  await peer.request('voicewake.routing.set', { config: routing })
  await peer.close()
  await gateway.close()
  const again = await connectPeer(await startTestGateway({ stateDir: gateway.stateDir }))
  expect(await again.request('voicewake.routing.get')).toMatchObject({
    config: { version: 1, routes: [{ trigger: 'hey robot', target: { sessionKey: 'agent:main:robot' } }] },
  })
})

test('what follows a word is said in the conversation that its route names', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ['operator.admin'] })
  const node = await connectNode(gateway)
  const { pending } = await owner.request<{ pending: { requestId: string }[] }>('node.pair.list')
  await owner.request('node.pair.approve', { requestId: pending[0]?.requestId })
  await owner.request('voicewake.routing.set', { config: routing })
  const hear = (payload: object) => node.request('node.event', { event: 'voice.transcript', payload })

  await hear({ text: '/help', trigger: 'hey robot' })
  await hear({ text: '/status', sessionKey: 'desk' })
  const said = async (sessionKey: string) =>
    (await owner.request<{ messages: { content: unknown }[] }>('chat.history', { sessionKey })).messages[0]
  expect(await said('robot')).toMatchObject({ content: '/help' })
  expect(await said('desk')).toMatchObject({ content: '/status' })
})

test.each([
  ['words that are no words', 'voicewake.set', { triggers: [1] }],
  ['more words than a device can listen for', 'voicewake.set', { triggers: Array(40).fill('a') }],
  ['no configuration', 'voicewake.routing.set', {}],
  [
    'a route that leads to two places',
    'voicewake.routing.set',
    { config: { routes: [{ trigger: 'a', target: { mode: 'current', agentId: 'main' } }] } },
  ],
  [
    'two routes for one word',
    'voicewake.routing.set',
    { config: { routes: ['a', 'A!'].map(trigger => ({ trigger, target: { mode: 'current' } })) } },
  ],
])('%s are refused', async (_, name, params) => {
  const peer = await connectPeer(await startTestGateway())
  await expect(peer.request(name, params)).rejects.toMatchObject({ gatewayCode: 'INVALID_REQUEST' })
})
