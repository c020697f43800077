import { afterEach, describe, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  signedParams,
  startTestGateway,
  testToken,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

test('a client with a device and the token is greeted with everything a client needs', async () => {
  const gateway = await startTestGateway()
  const { hello } = await connectPeer(gateway)

  expect(hello.protocol).toBe(4)
  expect(hello.auth).toMatchObject({ role: 'operator', scopes: ['operator.read', 'operator.write'] })
  expect(hello.auth.deviceToken).toHaveLength(43)
  expect(hello.snapshot.sessionDefaults).toMatchObject({
    mainSessionKey: 'agent:main:main',
    modelConfigured: false,
  })
  expect(hello.policy).toMatchObject({
    maxPayload: 26_214_400,
    maxBufferedBytes: 52_428_800,
    tickIntervalMs: 30_000,
  })
  expect(hello.features.methods).toEqual(expect.arrayContaining(['health', 'chat.send', 'sessions.list']))
})

test('every advertised method answers, be it with a complaint about its parameters', async () => {
  const gateway = await startTestGateway()
  const { hello, client } = await connectPeer(gateway, { scopes: ['operator.admin'] })

  for (const method of hello.features.methods) {
    const answer = await client.request(method, {}).catch((error: Error) => error.message)
    expect(JSON.stringify(answer)).not.toMatch(/unknown method|internal error/)
  }
})

test('the command line needs no device on this computer and keeps the scopes it asks for', async () => {
  const peer = await connectRaw(await startTestGateway())
  const answer = await peer.request('connect', connectParams())

  expect(answer.payload).toMatchObject({
    type: 'hello-ok',
    auth: { method: 'token', scopes: ['operator.read', 'operator.write'] },
  })
  expect(await peer.request('status')).toMatchObject({
    ok: true,
    payload: { sessions: { byAgent: [{ agentId: 'main' }] } },
  })
})

test('requests that come along with the introduction are answered after the greeting', async () => {
  const peer = await connectRaw(await startTestGateway())
  const wire = (peer.socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket
  wire.cork()
  const greeting = peer.request('connect', connectParams())
  const health = peer.request('health')
  wire.uncork()

  expect(await greeting).toMatchObject({ ok: true })
  expect(await health).toMatchObject({ ok: true })
  expect(peer.frames.findIndex(({ id }) => id === 'r1')).toBeLessThan(
    peer.frames.findIndex(({ id }) => id === 'r2'),
  )
})

test('too many clients that do not introduce themselves are sent away', async () => {
  const gateway = await startTestGateway({ limits: { maxUnauthenticated: 2 } })
  await connectRaw(gateway)
  await connectRaw(gateway)
  await expect(connectRaw(gateway)).rejects.toThrow('1013')
})

test('requests may leave out their parameters', async () => {
  const peer = await connectRaw(await startTestGateway())
  await peer.request('connect', connectParams())

  expect(await peer.request('health')).toMatchObject({
    ok: true,
    payload: { ok: true, defaultAgentId: 'main' },
  })
})

describe('who is let in without a device', () => {
  const window = { id: 'openclaw-linux', version: '1', platform: 'linux', mode: 'ui' }
  const probe = { id: 'cli', version: '1', platform: 'linux', mode: 'probe' }

  test.each([
    ['a window', { client: window }, []],
    ['a probe', { client: probe, minProtocol: 3 }, []],
    ['a probe of the protocol before', { client: probe, minProtocol: 3, maxProtocol: 3 }, []],
    [
      'a background tool',
      { client: { ...probe, id: 'gateway-client', mode: 'backend' } },
      ['operator.read', 'operator.write'],
    ],
    [
      'a client that speaks newer protocols as well',
      { minProtocol: 3, maxProtocol: 5 },
      ['operator.read', 'operator.write'],
    ],
  ])('%s, with the scopes that go with it', async (_, more, scopes) => {
    const peer = await connectRaw(await startTestGateway())
    expect(await peer.request('connect', connectParams(more))).toMatchObject({
      ok: true,
      payload: { auth: { scopes } },
    })
  })

  test('and without scopes it may ask for health only', async () => {
    const peer = await connectRaw(await startTestGateway())
    const answer = await peer.request('connect', connectParams({ client: window }))

    expect(answer.payload?.snapshot).toMatchObject({ presence: [] })
    expect(await peer.request('health')).toMatchObject({ ok: true })
    expect(await peer.request('sessions.list')).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', details: { code: 'MISSING_SCOPE', missingScope: 'operator.read' } },
    })
  })
})

describe('who is turned away', () => {
  const scale = { limits: { wrongSecretDelayScale: 0 } }
  const window = { id: 'openclaw-linux', version: '1', platform: 'linux', mode: 'ui' }

  test.each([
    ['a wrong token', { auth: { token: 'wrong' } }, 'INVALID_REQUEST', 'AUTH_TOKEN_MISMATCH', 1008],
    ['a wrong password', { auth: { password: 'wrong' } }, 'INVALID_REQUEST', 'AUTH_TOKEN_MISMATCH', 1008],
    ['neither secret nor device', { auth: {} }, 'NOT_PAIRED', 'DEVICE_IDENTITY_REQUIRED', 1008],
    [
      'a protocol we do not speak',
      { minProtocol: 5, maxProtocol: 6 },
      'INVALID_REQUEST',
      'PROTOCOL_MISMATCH',
      1002,
    ],
    [
      'the protocol before, but no probe',
      { minProtocol: 3, maxProtocol: 3 },
      'INVALID_REQUEST',
      'PROTOCOL_MISMATCH',
      1002,
    ],
    [
      'a page that shows no origin',
      { client: { ...window, id: 'webchat-ui' } },
      'INVALID_REQUEST',
      'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      1008,
    ],
    [
      'a terminal window without a device',
      { client: { ...window, id: 'openclaw-tui' } },
      'INVALID_REQUEST',
      'CONTROL_UI_DEVICE_IDENTITY_REQUIRED',
      1008,
    ],
    [
      'a node without a device',
      { role: 'node', client: { ...window, mode: 'node' } },
      'NOT_PAIRED',
      'DEVICE_IDENTITY_REQUIRED',
      1008,
    ],
    ['a role there is not', { role: 'king' }, 'INVALID_REQUEST', undefined, 1008],
    ['a client id there is not', { client: { ...window, id: 'mine' } }, 'INVALID_REQUEST', undefined, 1008],
    ['a property there is not', { extra: 1 }, 'INVALID_REQUEST', undefined, 1008],
  ])('%s', async (_, more, code, detail, closeCode) => {
    const peer = await connectRaw(await startTestGateway(scale))
    const answer = await peer.request('connect', connectParams(more))

    expect(answer).toMatchObject({ ok: false, error: { code } })
    expect(answer.error?.details?.code).toBe(detail)
    expect((await peer.closed).code).toBe(closeCode)
  })

  test('whoever asks for something before saying who they are', async () => {
    const peer = await connectRaw(await startTestGateway())
    expect(await peer.request('health')).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } })
    expect((await peer.closed).code).toBe(1008)
  })

  test('whoever does not speak JSON', async () => {
    const peer = await connectRaw(await startTestGateway())
    peer.send('hello?')
    expect((await peer.closed).code).toBe(1000)
  })

  test('whoever says nothing in time', async () => {
    const peer = await connectRaw(await startTestGateway({ limits: { handshakeMs: 20 } }))
    expect((await peer.closed).code).toBe(1000)
  })

  test.each([70, 4_000])('whoever begins with %i KiB', async kib => {
    const peer = await connectRaw(await startTestGateway())
    peer.send(
      JSON.stringify({ type: 'req', id: '1', method: 'connect', params: { filler: 'x'.repeat(kib * 1024) } }),
    )
    expect((await peer.closed).code).toBe(1009)
    expect(peer.frames).toHaveLength(1)
  })

  test('whoever sends a frame of 26 MiB later on', async () => {
    const peer = await connectRaw(await startTestGateway())
    await peer.request('connect', connectParams())
    peer.send('x'.repeat(26 * 1024 * 1024))
    expect((await peer.closed).code).toBe(1009)
  })
})

describe('a device', () => {
  test('may sign in the older form', async () => {
    const peer = await connectRaw(await startTestGateway())
    const answer = await peer.request('connect', signedParams(makeDevice(), peer.nonce, { version: 'v2' }))
    expect(answer).toMatchObject({ ok: true })
  })

  test.each([
    [
      'signs for another challenge',
      'DEVICE_AUTH_NONCE_MISMATCH',
      (nonce: string) => signedParams(makeDevice(), `${nonce}x`),
    ],
    [
      'signed three minutes ago',
      'DEVICE_AUTH_SIGNATURE_EXPIRED',
      (nonce: string) => signedParams(makeDevice(), nonce, { signedAt: Date.now() - 180_000 }),
    ],
    [
      'signs three minutes ahead',
      'DEVICE_AUTH_SIGNATURE_EXPIRED',
      (nonce: string) => signedParams(makeDevice(), nonce, { signedAt: Date.now() + 180_000 }),
    ],
    [
      'asks for more than it signed',
      'DEVICE_AUTH_SIGNATURE_INVALID',
      (nonce: string) => ({ ...signedParams(makeDevice(), nonce), scopes: ['operator.admin'] }),
    ],
    [
      'shows another key than its name',
      'DEVICE_AUTH_DEVICE_ID_MISMATCH',
      (nonce: string) => {
        const params = signedParams(makeDevice(), nonce) as { device?: object }
        return { ...params, device: { ...params.device, publicKey: makeDevice().publicKey } }
      },
    ],
    [
      'shows no key at all',
      'DEVICE_AUTH_PUBLIC_KEY_INVALID',
      (nonce: string) => {
        const params = signedParams(makeDevice(), nonce) as { device?: object }
        return { ...params, device: { ...params.device, publicKey: 'AAAA' } }
      },
    ],
  ])('that %s is refused', async (_, code, params) => {
    const peer = await connectRaw(await startTestGateway())
    const answer = await peer.request('connect', params(peer.nonce))

    expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST', details: { code } } })
    expect((await peer.closed).code).toBe(1008)
  })

  test('cannot be imitated by playing its introduction again', async () => {
    const gateway = await startTestGateway()
    const first = await connectRaw(gateway)
    const recorded = signedParams(makeDevice(), first.nonce)
    expect(await first.request('connect', recorded)).toMatchObject({ ok: true })

    const second = await connectRaw(gateway)
    expect(await second.request('connect', recorded)).toMatchObject({
      error: { details: { code: 'DEVICE_AUTH_NONCE_MISMATCH' } },
    })
  })
})

describe('web pages', () => {
  test.each(['http://evil.example', 'https://evil.example', 'file://', 'null'])(
    'from %s are refused, whoever they say they are',
    async origin => {
      const peer = await connectRaw(await startTestGateway(), { origin })
      expect(await peer.request('connect', connectParams())).toMatchObject({
        error: { details: { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' } },
      })
    },
  )

  test('that point their own name at this gateway are refused', async () => {
    const gateway = await startTestGateway()
    const peer = await connectRaw(gateway, {
      origin: `http://evil.example:${gateway.port}`,
      host: `evil.example:${gateway.port}`,
    })
    expect(await peer.request('connect', connectParams())).toMatchObject({ ok: false })
  })

  test('of this computer get no scopes from the secret alone', async () => {
    const peer = await connectRaw(await startTestGateway(), { origin: 'http://localhost:5173' })
    expect(await peer.request('connect', connectParams())).toMatchObject({
      ok: true,
      payload: { auth: { scopes: [] } },
    })
  })

  test('that the configuration names may connect', async () => {
    const gateway = await startTestGateway({
      config: { gateway: { controlUi: { allowedOrigins: ['https://mine.example'] } } },
    })
    const peer = await connectRaw(gateway, { origin: 'https://mine.example' })
    expect(await peer.request('connect', connectParams())).toMatchObject({ ok: true })
  })

  test.each(['x-forwarded-for', 'x-real-ip', 'forwarded'])(
    'behind a proxy that sets %s do not get as far as the challenge',
    async header => {
      await expect(connectRaw(await startTestGateway(), { [header]: '203.0.113.9' })).rejects.toThrow('403')
    },
  )
})

test('after wrong secrets the right one still passes', async () => {
  const gateway = await startTestGateway({ limits: { wrongSecretDelayScale: 0 } })
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const guess = await connectRaw(gateway)
    expect(await guess.request('connect', connectParams({ auth: { token: 'guess' } }))).toMatchObject({
      ok: false,
    })
  }
  const peer = await connectRaw(gateway)
  expect(await peer.request('connect', connectParams())).toMatchObject({ ok: true })
})

test.each([
  [
    'token mode, secret sent as password',
    { mode: 'token', token: testToken } as const,
    { password: testToken },
  ],
  [
    'password mode, secret sent as token',
    { mode: 'password', password: testToken } as const,
    { token: testToken },
  ],
])('the secret may travel in either field: %s', async (_, auth, sent) => {
  const peer = await connectRaw(await startTestGateway({ auth }))
  expect(await peer.request('connect', connectParams({ auth: sent }))).toMatchObject({
    ok: true,
    payload: { auth: { method: auth.mode } },
  })
})

test('without authentication the gateway needs no secret', async () => {
  const peer = await connectRaw(await startTestGateway({ auth: { mode: 'none' } }))
  expect(await peer.request('connect', connectParams({ auth: {} }))).toMatchObject({
    ok: true,
    payload: { auth: { method: 'none', scopes: ['operator.read', 'operator.write'] } },
  })
})
