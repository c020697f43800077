// Who must not come in, each with the exact words of the protocol.
import { afterEach, expect, test } from 'vitest'
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

type Gateway = Awaited<ReturnType<typeof startTestGateway>>
const noWaiting = { limits: { wrongSecretDelayScale: 0 } }

async function knock(
  gateway: Gateway,
  params: (nonce: string) => object,
  headers: Record<string, string> = {},
) {
  const peer = await connectRaw(gateway, headers)
  const answer = await peer.request('connect', params(peer.nonce))
  return { answer, closed: peer.closed }
}

async function expectRefusal(
  { answer, closed }: Awaited<ReturnType<typeof knock>>,
  code: string,
  more: object = {},
) {
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'INVALID_REQUEST', details: { code }, ...more },
  })
  expect((await closed).code).toBe(1008)
}

test('a page of another origin: CONTROL_UI_ORIGIN_NOT_ALLOWED', async () => {
  const gateway = await startTestGateway()
  const page = { origin: 'https://evil.example', host: `127.0.0.1:${gateway.port}` }
  await expectRefusal(
    await knock(gateway, nonce => signedParams(makeDevice(), nonce), page),
    'CONTROL_UI_ORIGIN_NOT_ALLOWED',
  )
})

test('a signature of another key: DEVICE_AUTH_SIGNATURE_INVALID', async () => {
  const [device, other] = [makeDevice(), makeDevice()]
  const forged = { ...device, sign: other.sign }
  await expectRefusal(
    await knock(await startTestGateway(), nonce => signedParams(forged, nonce)),
    'DEVICE_AUTH_SIGNATURE_INVALID',
  )
})

test('an introduction played again: DEVICE_AUTH_NONCE_MISMATCH', async () => {
  const gateway = await startTestGateway()
  let recorded: object = {}
  const first = await knock(gateway, nonce => (recorded = signedParams(makeDevice(), nonce)))
  expect(first.answer).toMatchObject({ ok: true })
  await expectRefusal(await knock(gateway, () => recorded), 'DEVICE_AUTH_NONCE_MISMATCH')
})

test.each([
  ['a challenge that was signed too long ago', -121_000],
  ['a challenge that was signed in the future', 130_000],
])('%s: DEVICE_AUTH_SIGNATURE_EXPIRED', async (_, skewMs) => {
  const late = (nonce: string) => signedParams(makeDevice(), nonce, { signedAt: Date.now() + skewMs })
  await expectRefusal(await knock(await startTestGateway(), late), 'DEVICE_AUTH_SIGNATURE_EXPIRED')
})

test('whoever guesses: AUTH_RATE_LIMITED after ten tries, with the time to wait, also for the right secret', async () => {
  const gateway = await startTestGateway({
    ...noWaiting,
    config: { gateway: { trustedProxies: ['127.0.0.1'] } },
  })
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const guess = (nonce: string) => signedParams(makeDevice(), nonce, { token: 'guess' })
  const right = (nonce: string) => signedParams(makeDevice(), nonce)
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await expectRefusal(await knock(gateway, guess, from('203.0.113.9')), 'AUTH_TOKEN_MISMATCH')
  }
  const locked = await knock(gateway, right, from('203.0.113.9'))
  await expectRefusal(locked, 'AUTH_RATE_LIMITED', { retryable: true })
  const { retryAfterMs, details } = locked.answer.error as { retryAfterMs?: number; details?: object }
  expect(retryAfterMs).toBeGreaterThan(200_000)
  expect(retryAfterMs).toBeLessThanOrEqual(300_000)
  expect(details).toMatchObject({ authReason: 'rate_limited', recommendedNextStep: 'wait_then_retry' })

  // Others do not suffer for it.
  expect((await knock(gateway, right, from('203.0.113.10'))).answer.error?.code).toBe('NOT_PAIRED')
  expect((await knock(gateway, right)).answer).toMatchObject({ ok: true })
})

test('whoever guesses on many connections at once gets no more tries', async () => {
  const gateway = await startTestGateway({
    ...noWaiting,
    config: { gateway: { auth: { rateLimit: { exemptLoopback: false, maxAttempts: 3 } } } },
  })
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) =>
      knock(gateway, () => connectParams({ auth: { token: `guess ${index}` } })),
    ),
  )
  const codes = answers.map(({ answer }) => answer.error?.details?.code)
  expect(codes.filter(code => code === 'AUTH_TOKEN_MISMATCH')).toHaveLength(3)
  expect(codes.filter(code => code === 'AUTH_RATE_LIMITED')).toHaveLength(5)
})

test('a paired device comes in with its own token while the shared secret is locked', async () => {
  const gateway = await startTestGateway({
    ...noWaiting,
    config: { gateway: { auth: { rateLimit: { exemptLoopback: false, maxAttempts: 2 } } } },
  })
  const device = makeDevice()
  const token = (await connectPeer(gateway, { device })).hello.auth.deviceToken ?? ''
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await knock(gateway, () => connectParams({ auth: { token: 'guess' } }))
  }
  await expectRefusal(await knock(gateway, () => connectParams()), 'AUTH_RATE_LIMITED')
  expect((await knock(gateway, nonce => signedParams(device, nonce, { token }))).answer).toMatchObject({
    ok: true,
    payload: { auth: { method: 'device-token' } },
  })
})

test('without a secret nobody is counted, and nobody is locked out', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { auth: { rateLimit: { exemptLoopback: false, maxAttempts: 1 } } } },
  })
  for (let attempt = 0; attempt < 3; attempt += 1) await knock(gateway, () => connectParams({ auth: {} }))
  expect((await knock(gateway, () => connectParams({ auth: { token: testToken } }))).answer).toMatchObject({
    ok: true,
  })
})

test.each([
  ['lan', { gateway: { bind: 'lan', auth: { mode: 'none' } } }],
  ['custom', { gateway: { bind: 'custom', customBindHost: '0.0.0.0', auth: { mode: 'none' } } }],
])(
  'a start on "%s" without a token or password: BIND_REFUSED, and says what to set',
  async (bind, config) => {
    await expect(startTestGateway({ config, auth: {} })).rejects.toMatchObject({
      code: 'BIND_REFUSED',
      message: expect.stringContaining(`does not start on "${bind}" without a token or password`) as string,
      report: { remedy: expect.stringContaining('gateway.auth.token') as string },
    })
  },
)
