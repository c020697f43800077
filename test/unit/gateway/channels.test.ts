import { afterEach, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import type {
  Channel,
  ChannelHost,
  ChannelStatus,
  OutgoingMessage,
} from '../../../src-main/channels/channel.ts'
import { closeTestGateways, connectPeer, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

/** A channel whose far side is this test. */
function testChannel(id = 'pigeon', more: Partial<Channel> = {}) {
  const sent: OutgoingMessage[] = []
  let status: ChannelStatus = { configured: true, running: false, connected: false, lastError: null }
  let host: ChannelHost | undefined
  const channel: Channel = {
    id,
    label: `The ${id}`,
    status: () => status,
    probe: async () => ({ ...status, accountName: 'asked just now' }),
    send: async message => ({ messageId: `m${sent.push(message)}` }),
    open: async given => {
      host = given
      status = { ...status, running: true, connected: true }
    },
    close: async () => void (status = { ...status, running: false, connected: false }),
    ...more,
  }
  const become = (next: Partial<ChannelStatus>) => {
    status = { ...status, ...next }
    host?.changed()
  }
  return { channel, sent, become, status: () => status }
}

const message = { to: 'home', message: 'hello', idempotencyKey: 'k-1' }

test('without a channel, sending says what is missing', async () => {
  const peer = await connectPeer(await startTestGateway())
  await expect(peer.request('send', message)).rejects.toMatchObject({
    gatewayCode: 'UNAVAILABLE',
    message: 'no channel is set up on this gateway, so nothing can be sent',
    details: { code: 'NO_CHANNEL' },
  })
  expect(await peer.request('channels.status', { probe: true })).toMatchObject({ channelOrder: [] })
})

test('a message goes out once, however often the request is repeated', async () => {
  const { channel, sent } = testChannel()
  const peer = await connectPeer(await startTestGateway({ channels: [channel] }))
  const first = await peer.request('send', message)
  expect(first).toMatchObject({ channel: 'pigeon', to: 'home', messageId: 'm1', runId: 'k-1' })
  expect(await peer.request('send', { ...message, channel: 'pigeon' })).toEqual(first)
  expect(sent).toEqual([{ to: 'home', text: 'hello' }])
})

test('which channel is meant has to be said when there are two', async () => {
  const one = testChannel('one')
  const two = testChannel('two')
  const peer = await connectPeer(await startTestGateway({ channels: [one.channel, two.channel] }))
  await expect(peer.request('send', message)).rejects.toThrow('channel is required')
  await peer.request('send', { ...message, channel: 'Two' })
  expect([one.sent, two.sent]).toMatchObject([[], [{ text: 'hello' }]])
  await expect(peer.request('send', { ...message, channel: 'three' })).rejects.toMatchObject({
    details: { code: 'UNKNOWN_CHANNEL', channels: ['one', 'two'] },
  })
})

test('a failure of the far side is told as it is, and not tried again under the same key', async () => {
  let tries = 0
  const { channel } = testChannel('pigeon', {
    send: async () => {
      tries += 1
      throw appError('MODEL_BUSY', { model: 'pigeon' })
    },
  })
  const peer = await connectPeer(await startTestGateway({ channels: [channel] }))
  for (const _ of [1, 2]) {
    await expect(peer.request('send', message)).rejects.toMatchObject({ details: { channel: 'pigeon' } })
  }
  expect(tries).toBe(1)
})

test.each([
  ['an empty message', { message: ' ' }],
  ['a picture', { mediaUrl: 'file:///etc/passwd' }],
])('%s is refused before anything is sent', async (_, more) => {
  const { channel, sent } = testChannel()
  const peer = await connectPeer(await startTestGateway({ channels: [channel] }))
  await expect(peer.request('send', { ...message, ...more })).rejects.toMatchObject({
    gatewayCode: 'INVALID_REQUEST',
  })
  expect(sent).toEqual([])
})

test('how a channel is, is told in its status, in health and in one line', async () => {
  const { channel, become } = testChannel()
  const peer = await connectPeer(await startTestGateway({ channels: [channel] }))
  expect(await peer.request('channels.status', { channel: 'pigeon' })).toMatchObject({
    channelOrder: ['pigeon'],
    channelLabels: { pigeon: 'The pigeon' },
    channelAccounts: { pigeon: [{ accountId: 'default', running: true, connected: true, lastError: null }] },
    channelDefaultAccountId: { pigeon: 'default' },
  })
  expect(await peer.request('channels.status', { probe: true })).toMatchObject({
    channels: { pigeon: { name: 'asked just now' } },
  })
  expect(await peer.request('status')).toMatchObject({ channelSummary: ['The pigeon: connected'] })

  become({ connected: false, lastError: 'The pigeon is asleep.' })
  const told = await peer.event(
    ({ event, payload }) => event === 'health' && JSON.stringify(payload).includes('asleep'),
  )
  expect(told.payload).toMatchObject({ channelOrder: ['pigeon'], channels: { pigeon: { connected: false } } })
})

test('a channel that cannot be opened holds up neither the gateway nor the others', async () => {
  const broken = testChannel('broken', { open: async () => Promise.reject(new Error('no token')) })
  const whole = testChannel('whole')
  const gateway = await startTestGateway({ channels: [broken.channel, whole.channel] })
  await expect.poll(() => whole.status().connected).toBe(true)
  await gateway.close()
  expect(whole.status().running).toBe(false)
})
