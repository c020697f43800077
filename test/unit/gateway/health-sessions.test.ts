import { afterEach, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectPeer,
  startTestGateway,
  readWrite,
  type Peer,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const sessionsOf = async (peer: Peer) =>
  (await peer.request<{ sessions: { count: number; recent: { key: string }[] } }>('health')).sessions

test('health counts the conversations as they are now, however often it is asked', async () => {
  const peer = await connectPeer(await startTestGateway(), { scopes: [...readWrite, 'operator.admin'] })
  expect(await sessionsOf(peer)).toMatchObject({ count: 0, recent: [] })
  await peer.request('sessions.create', { key: 'agent:main:first' })
  expect(await sessionsOf(peer)).toMatchObject({ count: 1, recent: [{ key: 'agent:main:first' }] })
  expect(await sessionsOf(peer)).toMatchObject({ count: 1 })
  await peer.request('sessions.create', { key: 'agent:main:second' })
  expect(await sessionsOf(peer)).toMatchObject({ count: 2 })
  await peer.request('sessions.delete', { key: 'agent:main:first' })
  expect(await sessionsOf(peer)).toMatchObject({ count: 1, recent: [{ key: 'agent:main:second' }] })
})
