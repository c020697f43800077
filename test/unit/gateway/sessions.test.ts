import { afterEach, expect, test } from 'vitest'
import { closeTestGateways, connectPeer, startTestGateway, type Peer } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

type Row = {
  key: string
  sessionId: string
  label?: string
  derivedTitle?: string
  lastMessagePreview?: string
}
type List = { totalCount: number; hasMore: boolean; nextOffset: number | null; sessions: Row[] }

const list = (peer: Peer, params: object = {}) => peer.request<List>('sessions.list', params)

async function say(peer: Peer, sessionKey: string, message: string, key = message) {
  await peer.request('chat.send', { sessionKey, message, idempotencyKey: key })
  await peer.event(
    ({ event, payload }) =>
      event === 'chat' &&
      (payload as { runId: string; state: string }).runId === key &&
      (payload as { state: string }).state === 'final',
  )
}

test('a session is made, named, spoken in, listed and removed', async () => {
  const peer = await connectPeer(await startTestGateway())
  const { key } = await peer.request<{ key: string }>('sessions.create', { label: 'Holiday' })
  expect(key).toMatch(/^agent:main:dashboard:/)
  await say(peer, key, '/help')
  await peer.request('sessions.patch', { key, label: 'Holidays' })

  const { sessions } = await list(peer, { includeDerivedTitles: true, includeLastMessage: true })
  expect(sessions).toMatchObject([
    { key, label: 'Holidays', derivedTitle: '/help', status: 'done', hasActiveRun: false },
  ])
  expect(sessions[0]?.lastMessagePreview).toContain('/help')

  expect(await peer.request('sessions.delete', { key })).toMatchObject({ ok: true, deleted: true })
  expect(await list(peer)).toMatchObject({ totalCount: 0, sessions: [] })
  expect(await peer.request('chat.history', { sessionKey: key })).toMatchObject({ messages: [] })
})

test('two sessions cannot have the same label', async () => {
  const peer = await connectPeer(await startTestGateway())
  await peer.request('sessions.create', { label: 'Work' })
  await expect(peer.request('sessions.create', { label: 'Work' })).rejects.toThrow('label already in use')
})

test('the newest session is first, and the rest is reached page by page', async () => {
  const peer = await connectPeer(await startTestGateway())
  for (const name of ['a', 'b', 'c']) await say(peer, name, `/help ${name}`)

  const first = await list(peer, { limit: 2 })
  expect(first).toMatchObject({ totalCount: 3, hasMore: true, nextOffset: 2 })
  const second = await list(peer, { limit: 2, offset: 2 })
  expect(second).toMatchObject({ hasMore: false, nextOffset: null })
  expect([...first.sessions, ...second.sessions].map(({ key }) => key)).toEqual([
    'agent:main:c',
    'agent:main:b',
    'agent:main:a',
  ])
})

test('a session is found by part of its name, taken literally', async () => {
  const peer = await connectPeer(await startTestGateway())
  await peer.request('sessions.create', { label: '100% sure' })
  await peer.request('sessions.create', { label: '100 others' })

  const { sessions } = await list(peer, { search: '100%' })
  expect(sessions.map(({ label }) => label)).toEqual(['100% sure'])
})

test('a reset keeps the session and begins its history anew', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  const before = (await list(peer)).sessions[0]?.sessionId
  await peer.request('sessions.reset', { key: 'main', reason: 'new' })

  const { messages } = await peer.request<{ messages: object[] }>('chat.history', { sessionKey: 'main' })
  expect(messages).toMatchObject([{ role: 'system', __openclaw: { kind: 'reset' } }])
  expect((await list(peer)).sessions[0]?.sessionId).toBe(before)
})

test('subscribing with list parameters brings the list along', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  expect(await peer.request('sessions.subscribe', { limit: 10 })).toMatchObject({
    subscribed: true,
    list: { sessions: [{ key: 'agent:main:main' }] },
  })
  expect(await peer.request('sessions.subscribe', {})).toEqual({ subscribed: true })
})

test('who has unsubscribed is told no more', async () => {
  const peer = await connectPeer(await startTestGateway())
  await peer.request('sessions.subscribe')
  await peer.request('sessions.messages.subscribe', { key: 'main' })
  await peer.request('sessions.unsubscribe')
  await peer.request('sessions.messages.unsubscribe', { key: 'main' })
  await say(peer, 'main', '/help')

  expect(peer.events.filter(({ event }) => event.startsWith('session'))).toEqual([])
})

test('the main session cannot be removed', async () => {
  const peer = await connectPeer(await startTestGateway())
  await expect(peer.request('sessions.delete', { key: 'main' })).rejects.toThrow('cannot be deleted')
})

test('a session may have a first message', async () => {
  const peer = await connectPeer(await startTestGateway())
  const created = await peer.request<{ key: string; runId: string }>('sessions.create', { message: '/help' })
  expect(created).toMatchObject({ runStarted: true, messageSeq: 1 })
  await peer.event(
    ({ event, payload }) => event === 'chat' && (payload as { runId: string }).runId === created.runId,
  )
  const { messages } = await peer.request<{ messages: object[] }>('chat.history', { sessionKey: created.key })
  expect(messages).toHaveLength(2)
})

test('a session cannot be given a model there is not', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  await expect(peer.request('sessions.patch', { key: 'main', model: 'no/such' })).rejects.toThrow(
    'There is no model called no/such.',
  )
  await expect(peer.request('sessions.patch', { key: 'nobody', label: 'x' })).rejects.toThrow(
    'unknown session',
  )
})

test('a label that is taken leaves no nameless session behind', async () => {
  const peer = await connectPeer(await startTestGateway())
  await peer.request('sessions.create', { label: 'Work' })
  await expect(peer.request('sessions.create', { label: 'Work' })).rejects.toThrow('label already in use')
  expect(await list(peer)).toMatchObject({ totalCount: 1 })
  await peer.request('sessions.create', { displayName: 'Work' })
  expect(await list(peer)).toMatchObject({ totalCount: 2 })
})

test('a session is made once for each key', async () => {
  const peer = await connectPeer(await startTestGateway())
  const params = { message: '/help', idempotencyKey: 'make-1' }
  const first = await peer.request('sessions.create', params)
  expect(await peer.request('sessions.create', params)).toEqual(first)
  expect(await list(peer)).toMatchObject({ totalCount: 1 })
})

test.each([
  ['a private session', 'sessions.create', { incognito: true }],
  ['a session in a folder', 'sessions.create', { cwd: '/tmp' }],
  ['a session that may do less', 'sessions.patch', { key: 'main', permissionMode: 'read-only' }],
  ['a session in fewer lines', 'sessions.compact', { key: 'main', maxLines: 10 }],
  ['a session without its transcript', 'sessions.delete', { key: 'a', deleteTranscript: false }],
])('%s is refused rather than made as any other', async (_, name, params) => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  await expect(peer.request(name, params)).rejects.toMatchObject({ gatewayCode: 'INVALID_REQUEST' })
  expect(await list(peer)).toMatchObject({ totalCount: 1 })
})

test('who has another session in mind does not change this one', async () => {
  const peer = await connectPeer(await startTestGateway())
  const { key } = await peer.request<{ key: string }>('sessions.create', {})
  const wrong = { key, expectedSessionId: 'another' }
  for (const [name, params] of [
    ['sessions.patch', { ...wrong, label: 'x' }],
    ['sessions.delete', wrong],
  ] as const) {
    await expect(peer.request(name, params)).rejects.toMatchObject({ details: { reason: 'session-changed' } })
  }
})

test('what is put into a session by an administrator is seen by everyone, and nobody answers it', async () => {
  const gateway = await startTestGateway()
  const admin = await connectPeer(gateway, { scopes: ['operator.admin'] })
  const reader = await connectPeer(gateway)
  await reader.request('sessions.messages.subscribe', { key: 'main' })
  const { messageId } = await admin.request<{ messageId: string }>('chat.inject', {
    sessionKey: 'main',
    message: 'The backup is done.',
    label: 'backup',
  })
  const { payload } = await reader.event(({ event }) => event === 'chat')
  expect(payload).toMatchObject({
    runId: `inject-${messageId}`,
    sessionKey: 'agent:main:main',
    state: 'final',
    message: { role: 'assistant', content: [{ text: '[backup]\n\nThe backup is done.' }] },
  })
  await reader.event(({ event }) => event === 'session.message')
  expect(await reader.request('chat.history', { sessionKey: 'main' })).toMatchObject({
    messages: [{ role: 'assistant', __openclaw: { id: messageId } }],
  })
  await expect(reader.request('chat.inject', { sessionKey: 'main', message: 'x' })).rejects.toMatchObject({
    details: { missingScope: 'operator.admin' },
  })
})

test('an answer under way is stopped by its run alone', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help', 'run-1')
  expect(await peer.request('sessions.abort', { runId: 'run-1' })).toMatchObject({ status: 'no-active-run' })
  await expect(peer.request('sessions.abort', { runId: 'no-such' })).rejects.toThrow('known run')
})

test('archived sessions are not kept here, so there are none', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  expect(await list(peer, { archived: true })).toMatchObject({ totalCount: 0, sessions: [] })
  expect(await list(peer, { archived: 'all' })).toMatchObject({ totalCount: 1 })
})

test('a session with little in it needs no fewer words', async () => {
  const peer = await connectPeer(await startTestGateway())
  await say(peer, 'main', '/help')
  expect(await peer.request('sessions.compact', { key: 'main' })).toMatchObject({
    ok: true,
    compacted: false,
  })
})
