// A gateway and Tailscale: listening in the tailnet, Serve in front of it, and whom Serve brings.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  signedParams,
  startTestGateway,
  type TestGateway,
} from '../../support/test-gateway.ts'
import {
  makeTailscaleStandin,
  runningStatus,
  servedJson,
  tailnetName,
  whoisOf,
  type TailscaleStandin,
} from '../../support/tailscale-standin.ts'

let standin: TailscaleStandin
beforeEach(async () => {
  standin = await makeTailscaleStandin()
})
afterEach(async () => {
  await closeTestGateways()
  await standin.remove()
})

const serve = { gateway: { tailscale: { mode: 'serve' } } }
const start = (config: object, more: object = {}) =>
  startTestGateway({ config, tailscale: standin.tailscale, limits: { wrongSecretDelayScale: 0 }, ...more })
const noteOf = ({ stateDir }: TestGateway) => path.join(stateDir, 'tailscale-serve.json')

describe('bind "tailnet"', () => {
  test('listens at the address Tailscale names', async () => {
    // Any address of loopback stands in for the one that only a real tailnet gives this computer.
    await standin.say('status', {
      ...runningStatus,
      Self: { ...runningStatus.Self, TailscaleIPs: ['127.0.0.7'] },
    })
    const gateway = await start({ gateway: { bind: 'tailnet' } })
    expect(gateway.url).toBe(`ws://127.0.0.7:${gateway.port}`)
    await expect((await connectPeer(gateway)).request('health')).resolves.toMatchObject({ ok: true })
  })

  test('is refused without a secret before anything listens', async () => {
    await expect(
      start({ gateway: { bind: 'tailnet', auth: { mode: 'none' } } }, { auth: {} }),
    ).rejects.toMatchObject({
      code: 'BIND_REFUSED',
    })
  })

  test('does not start somewhere else when Tailscale is not connected', async () => {
    await standin.say('status', { ...runningStatus, BackendState: 'Stopped' })
    await expect(start({ gateway: { bind: 'tailnet' } })).rejects.toMatchObject({ code: 'TAILSCALE_DOWN' })
  })
})

describe('Serve', () => {
  test('leads to the gateway while it runs, and no longer', async () => {
    const gateway = await start(serve)
    const target = `http://127.0.0.1:${gateway.port}`
    expect(gateway.tailnetUrl).toBe(`wss://${tailnetName}`)
    expect(await standin.served()).toEqual(servedJson(target))
    expect(existsSync(noteOf(gateway))).toBe(true)

    await gateway.close()
    expect(await standin.served()).toEqual({})
    expect(existsSync(noteOf(gateway))).toBe(false)
    expect((await standin.calls()).filter(call => call.startsWith('serve --'))).toEqual([
      `serve --bg --yes --https=443 ${target}`,
      'serve --yes --https=443 off',
    ])
  })

  test('is told to expect our own certificate when the gateway speaks TLS', async () => {
    const gateway = await start({ gateway: { ...serve.gateway, tls: { enabled: true } } })
    expect(await standin.served()).toEqual(servedJson(`https+insecure://127.0.0.1:${gateway.port}`))
  })

  test('that a crash has left is undone by the next start, also when it is no longer wanted', async () => {
    const crashed = await start({})
    const target = 'http://127.0.0.1:4711'
    await crashed.close()
    await standin.say('serve', servedJson(target))
    await writeFile(noteOf(crashed), JSON.stringify({ httpsPort: 443, target }))

    const next = await start({}, { stateDir: crashed.stateDir })
    expect(await standin.served()).toEqual({})
    expect(existsSync(noteOf(next))).toBe(false)
  })

  test('that somebody else has set up since is left alone', async () => {
    const crashed = await start({})
    await crashed.close()
    const theirs = servedJson('http://127.0.0.1:3000')
    await standin.say('serve', theirs)
    await writeFile(noteOf(crashed), JSON.stringify({ httpsPort: 443, target: 'http://127.0.0.1:4711' }))
    await start({}, { stateDir: crashed.stateDir })
    expect(await standin.served()).toEqual(theirs)

    await expect(start(serve)).rejects.toMatchObject({
      code: 'TAILSCALE_SERVE_TAKEN',
      report: { details: { target: 'http://127.0.0.1:3000' } },
    })
    expect(await standin.served()).toEqual(theirs)
  })

  test('that cannot be undone is told of, tried again by the next start, and holds up neither', async () => {
    const gateway = await start(serve)
    await standin.breakCommand('serve-status', { stderr: 'tailscaled is not running' })
    await gateway.close()
    expect(existsSync(noteOf(gateway))).toBe(true)
    await start({}, { stateDir: gateway.stateDir })
    expect(existsSync(noteOf(gateway))).toBe(true)
  })

  test.each([
    ['without a secret', { ...serve.gateway, auth: { mode: 'none' } }, 'BIND_REFUSED'],
    ['beside a port that the network reaches', { ...serve.gateway, bind: 'lan' }, 'INVALID_INPUT'],
    [
      'as Funnel',
      { tailscale: { mode: 'funnel' }, auth: { mode: 'password', password: 'x' } },
      'FUNNEL_REFUSED',
    ],
    ['in a mode there is not', { tailscale: { mode: 'everywhere' } }, 'INVALID_INPUT'],
  ])('is refused %s', async (_, gateway, code) => {
    await expect(start({ gateway }, { auth: {} })).rejects.toMatchObject({ code })
    expect(await standin.served()).toEqual({})
  })

  test('is refused where the port is open to the whole internet already', async () => {
    await standin.say('serve', { AllowFunnel: { [`${tailnetName}:443`]: true } })
    await expect(start(serve)).rejects.toMatchObject({ code: 'FUNNEL_REFUSED' })
  })

  test('that Tailscale refuses ends the start and leaves nothing behind', async () => {
    await standin.breakCommand('serve', { stderr: 'access denied' })
    const before = await start({}, { port: await freePort() })
    await before.close()
    await expect(start(serve, { stateDir: before.stateDir, port: before.port })).rejects.toMatchObject({
      code: 'TAILSCALE_FAILED',
    })
    expect(existsSync(noteOf(before))).toBe(false)
    await start({}, { stateDir: before.stateDir, port: before.port })
  })
})

describe('whom Serve brings', () => {
  const address = '100.64.0.9'
  const identities = { gateway: { auth: { allowTailscale: true } } }
  const served = (login?: string, from = address) => ({
    'x-forwarded-for': from,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': tailnetName,
    ...(login === undefined ? {} : { 'tailscale-user-login': login }),
  })
  const withoutSecret = (nonce: string, device = makeDevice()) => {
    const params = signedParams(device, nonce, { token: '' })
    return { ...params, auth: {} }
  }
  async function knock(gateway: TestGateway, headers: Record<string, string>, device = makeDevice()) {
    const peer = await connectRaw(gateway, headers)
    return peer.request('connect', withoutSecret(peer.nonce, device))
  }

  beforeEach(() => standin.say(`whois-${address}`, whoisOf('Ada@example.com')))

  test('needs no secret when Tailscale vouches for it, but its device waits for approval', async () => {
    const gateway = await start(identities)
    const owner = await connectPeer(gateway, { scopes: ['operator.admin'] })
    const device = makeDevice()
    const refused = await knock(gateway, served('ada@example.com'), device)
    expect(refused.error).toMatchObject({
      code: 'NOT_PAIRED',
      details: { code: 'PAIRING_REQUIRED', reason: 'not-paired' },
    })
    expect(await owner.request('device.pair.list')).toMatchObject({ pending: [{ remoteIp: address }] })
    await owner.request('device.pair.approve', { requestId: String(refused.error?.details?.requestId) })
    expect(await knock(gateway, served('ada@example.com'), device)).toMatchObject({
      ok: true,
      payload: { auth: { method: 'tailscale' } },
    })
    // Asked once, although three came.
    expect((await standin.calls()).filter(call => call.startsWith('whois'))).toEqual([
      `whois --json ${address}`,
    ])
  })

  test.each([
    ['says to be somebody else', served('eve@example.com'), 'AUTH_TAILSCALE_IDENTITY_MISMATCH'],
    ['says nothing of who it is', served(), 'AUTH_TAILSCALE_IDENTITY_MISSING'],
    [
      'has an address Tailscale does not know',
      served('ada@example.com', '100.64.0.99'),
      'AUTH_TAILSCALE_WHOIS_FAILED',
    ],
  ])('is refused without a secret when it %s', async (_, headers, code) => {
    expect((await knock(await start(identities), headers)).error?.details).toMatchObject({ code })
  })

  test('is refused without a secret when Tailscale itself does not answer', async () => {
    await standin.breakCommand('whois', { stderr: 'failed to connect to local tailscaled' })
    expect((await knock(await start(identities), served('ada@example.com'))).error?.details).toMatchObject({
      code: 'AUTH_TAILSCALE_WHOIS_FAILED',
    })
  })

  test('needs a secret unless the configuration believes Tailscale, and no whois is asked', async () => {
    const gateway = await start(serve)
    expect((await knock(gateway, served('ada@example.com'))).error?.details).toMatchObject({
      code: 'AUTH_TOKEN_MISSING',
    })
    const peer = await connectRaw(gateway, served('ada@example.com'))
    expect(await peer.request('connect', signedParams(makeDevice(), peer.nonce))).toMatchObject({
      error: { details: { code: 'PAIRING_REQUIRED' } },
    })
    expect((await standin.calls()).filter(call => call.startsWith('whois'))).toEqual([])
  })

  test('is no tool of this computer, whatever it says', async () => {
    const peer = await connectRaw(await start(identities), served('ada@example.com'))
    expect(await peer.request('connect', connectParams({ auth: {} }))).toMatchObject({
      error: { details: { code: 'DEVICE_IDENTITY_REQUIRED' } },
    })
  })

  test('is refused before the challenge when neither Serve nor identities are wanted', async () => {
    await expect(connectRaw(await start({}), served('ada@example.com'))).rejects.toThrow('403')
  })

  test('cannot come as somebody without having come through Serve', async () => {
    await expect(
      connectRaw(await start(identities), { 'tailscale-user-login': 'ada@example.com' }),
    ).rejects.toThrow('403')
  })

  test('may be a page that was loaded under the tailnet’s name', async () => {
    const headers = { ...served('ada@example.com'), origin: `https://${tailnetName}`, host: tailnetName }
    expect((await knock(await start(identities), headers)).error?.details).toMatchObject({
      code: 'PAIRING_REQUIRED',
    })
  })
})
