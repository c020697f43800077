import { afterEach, expect, test } from 'vitest'
import { closeTestGateways, connectPeer, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

test('what a script has to say is looked at in the conversation it names', async () => {
  const peer = await connectPeer(await startTestGateway())
  expect(await peer.request('wake', { mode: 'now', text: '/status', sessionKey: 'alarms' })).toEqual({
    ok: true,
  })
  const { payload } = await peer.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'final',
  )
  expect(payload).toMatchObject({ sessionKey: 'agent:main:alarms' })
})

test.each([
  ['to a heartbeat there is not', { mode: 'next-heartbeat', text: 'later' }],
  ['about nothing', { mode: 'now', text: ' ' }],
  ['an agent there is not', { mode: 'now', text: 'hi', agentId: 'nobody' }],
])('waking %s is refused', async (_, params) => {
  const peer = await connectPeer(await startTestGateway())
  await expect(peer.request('wake', params)).rejects.toMatchObject({ gatewayCode: 'INVALID_REQUEST' })
})
