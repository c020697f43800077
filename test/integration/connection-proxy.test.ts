import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dialThroughProxy } from '../../src-main/connection/proxy/dial-through-proxy.ts'
import { keepProxyLogin } from '../../src-main/connection/proxy/proxy-login.ts'
import { createCore } from '../../src-main/core.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import type { DirectTarget } from '../../src-shared/connection.ts'
import { phrase } from '../../src-shared/said.ts'
import type { AppSettingsChange } from '../../src-shared/settings.ts'
import { makeCertificate, type Certificate } from '../support/certificates.ts'
import { openTestController } from '../support/connection-controller.ts'
import { startEchoServer } from '../support/echo-server.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { memoryVault } from '../support/memory-vault.ts'
import { startHttpProxy, startSocksProxy, type ProxyOptions, type TestProxy } from '../support/proxies.ts'
import { startScriptedGateway } from '../support/scripted-gateway.ts'
import { haveSshd, startSshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'

let certificate: Certificate
let other: Certificate
beforeAll(async () => {
  ;[certificate, other] = await Promise.all([makeCertificate(), makeCertificate()])
})

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

// Nobody but the proxies of these tests knows where this is.
const place = 'gateway.invalid:8443'
const target: DirectTarget = { kind: 'direct', url: `wss://${place}` }
const neverAborted = new AbortController().signal

async function startGateway() {
  const gateway = await startScriptedGateway({ tls: certificate, token: 'shared-secret' })
  closers.push(gateway.close)
  return gateway
}

type Kind = 'http' | 'https' | 'socks5'

async function startProxy(
  kind: Kind,
  options: ProxyOptions,
): Promise<TestProxy & { readonly address: string }> {
  const start = kind === 'socks5' ? startSocksProxy : startHttpProxy
  const proxy = await start(kind === 'https' ? { ...options, tls: other } : options)
  closers.push(proxy.close)
  return { ...proxy, address: `${kind}://127.0.0.1:${proxy.port}` }
}

async function openWith(
  proxySettings: AppSettingsChange,
  more: Parameters<typeof openTestController>[0] = {},
) {
  const dir = await makeTempDir('proxy-settings')
  closers.push(dir.remove)
  const settings = await openSettings(dir.path)
  await settings.change(proxySettings)
  const vault = memoryVault()
  const opened = await openTestController({ settings, vault, env: {}, ...more })
  closers.push(opened.close)
  const connect = (to: DirectTarget = { ...target, tlsFingerprint: certificate.fingerprint }) =>
    opened.controller.connect(to, { credentials: { token: 'shared-secret' } })
  return { ...opened, settings, vault, connect }
}

test.each(['http', 'socks5'] as const)(
  'a gateway whose name only the %s proxy knows is reached through it, its pin checked',
  async kind => {
    const gateway = await startGateway()
    const proxy = await startProxy(kind, { leadsTo: { [place]: gateway.port } })
    const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
    connect()
    const { ladder } = await reach('online')
    expect(proxy.asked).toEqual([place])
    expect(ladder.slice(0, 3).map(({ id, verdict }) => [id, verdict])).toEqual([
      ['proxy', 'passed'],
      ['resolve', 'passed'],
      ['tcp', 'passed'],
    ])
    expect(ladder[0]?.note).toEqual(phrase('noteProxy', { proxy: `127.0.0.1:${proxy.port}`, kind }))
    expect(ladder[2]?.note).toEqual(
      phrase('noteWithTls', { where: phrase('noteThroughProxy'), tls: 'TLSv1.3' }),
    )
  },
)

test.each(['http', 'socks5'] as const)('a %s proxy is given the login that is kept for it', async kind => {
  const login = { user: 'ada', password: 'correct horse battery' }
  const gateway = await startGateway()
  const proxy = await startProxy(kind, { leadsTo: { [place]: gateway.port }, login })
  const { connect, reach, next, vault, controller, log } = await openWith({
    proxy: 'address',
    proxyAddress: proxy.address,
  })
  connect()
  const without = await reach('needs-you')
  expect(without.error).toMatchObject({
    code: 'PROXY_LOGIN_REQUIRED',
    details: { given: 'none', way: 'password' },
  })
  expect(without.ladder.find(({ verdict }) => verdict === 'failed')?.id).toBe('proxy')

  await keepProxyLogin(
    vault,
    { hostname: '127.0.0.1', port: proxy.port },
    { ...login, password: 'wrong one' },
  )
  const again = next('needs-you')
  controller.proxyChanged()
  expect((await again).error).toMatchObject({ code: 'PROXY_LOGIN_REQUIRED', details: { given: 'refused' } })

  await keepProxyLogin(vault, { hostname: '127.0.0.1', port: proxy.port }, login)
  const online = next('online')
  controller.proxyChanged()
  expect(JSON.stringify(await online)).not.toContain(login.password)
  await log.close()
  const written = await readFile(log.path, 'utf8')
  expect(written).toContain('passed')
  expect(written).not.toContain(login.password)
  expect(written).not.toContain(Buffer.from(`ada:${login.password}`).toString('base64'))
})

test('the login of one proxy is not given to another', async () => {
  const proxy = await startProxy('http', { login: { user: 'ada', password: 'correct horse battery' } })
  const { connect, reach, vault } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  await keepProxyLogin(
    vault,
    { hostname: '127.0.0.1', port: proxy.port + 1 },
    { user: 'ada', password: 'correct horse battery' },
  )
  connect()
  expect((await reach('needs-you')).error).toMatchObject({
    code: 'PROXY_LOGIN_REQUIRED',
    details: { given: 'none' },
  })
})

test('a proxy that takes no password says so', async () => {
  const proxy = await startProxy('http', { login: { user: 'a', password: 'b' }, challenge: 'Negotiate' })
  const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  connect()
  expect((await reach('needs-you')).error).toMatchObject({
    code: 'PROXY_LOGIN_REQUIRED',
    details: { way: 'other' },
  })
})

test('another certificate behind the proxy than the pinned one is refused', async () => {
  const gateway = await startGateway()
  const proxy = await startProxy('http', { leadsTo: { [place]: gateway.port } })
  const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  connect({ ...target, tlsFingerprint: other.fingerprint })
  const needsYou = await reach('needs-you')
  expect(needsYou.error).toMatchObject({
    code: 'TLS_FINGERPRINT_MISMATCH',
    details: { host: 'gateway.invalid', presented: certificate.fingerprint },
  })
  expect(needsYou.ladder.find(({ verdict }) => verdict === 'failed')?.id).toBe('tcp')
  expect(gateway.upgrades()).toBe(0)
})

test('the certificate of a proxy is its own matter: it is neither trusted nor taken for the gateway’s', async () => {
  const proxy = await startProxy('https', {})
  const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  connect()
  expect((await reach('needs-you')).error.code).toBe('PROXY_UNTRUSTED')
  expect(proxy.asked).toEqual([])
})

const refusals: readonly [Kind, number, string, 'waiting' | 'needs-you'][] = [
  ['http', 403, 'PROXY_REFUSED', 'needs-you'],
  ['http', 503, 'PROXY_TARGET_UNREACHABLE', 'waiting'],
  ['http', 302, 'PROXY_ANSWER_INVALID', 'needs-you'],
  ['socks5', 2, 'PROXY_REFUSED', 'needs-you'],
  ['socks5', 5, 'PROXY_TARGET_UNREACHABLE', 'waiting'],
  ['socks5', 99, 'PROXY_ANSWER_INVALID', 'needs-you'],
]

test.each(refusals)(
  'a %s proxy that answers %i is %s, and the app is %s',
  async (kind, refuse, code, phase) => {
    const proxy = await startProxy(kind, { refuse })
    const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
    connect()
    const state = await reach(phase)
    expect(state.error.code).toBe(code)
    expect(state.ladder.find(({ verdict }) => verdict === 'failed')?.id).toBe('proxy')
    await eventually(() => proxy.open()).toBe(0)
  },
)

test.each(['http', 'https', 'socks5'] as const)(
  'a server that is no %s proxy is not taken for one',
  async kind => {
    const server = createServer(socket => {
      socket.on('error', () => undefined)
      socket.end('220 mail.example ESMTP\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(async () => server.close())
    const { port } = server.address() as AddressInfo
    const { connect, reach } = await openWith({
      proxy: 'address',
      proxyAddress: `${kind}://127.0.0.1:${port}`,
    })
    connect()
    expect((await reach('needs-you')).error.code).toBe('PROXY_ANSWER_INVALID')
  },
)

test('a proxy that is not there is tried again, and named', async () => {
  const { connect, reach } = await openWith({
    proxy: 'address',
    proxyAddress: `http://127.0.0.1:${await freePort()}`,
  })
  connect()
  const waiting = await reach('waiting')
  expect(waiting.error).toMatchObject({ code: 'PROXY_UNREACHABLE', details: { reason: 'refused' } })
  expect(waiting.error.message).toContain('The proxy 127.0.0.1:')
})

test('what is not encrypted goes through no proxy', async () => {
  const proxy = await startProxy('http', {})
  const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  connect({ kind: 'direct', url: 'ws://10.99.0.1:18789' })
  expect((await reach('needs-you')).error.code).toBe('PROXY_NEEDS_TLS')
  expect(proxy.asked).toEqual([])
})

test('an address of this computer is reached without the proxy', async () => {
  const gateway = await startGateway()
  const proxy = await startProxy('http', {})
  const { connect, reach } = await openWith({ proxy: 'address', proxyAddress: proxy.address })
  connect({ kind: 'direct', url: gateway.url, tlsFingerprint: certificate.fingerprint })
  const { ladder } = await reach('online')
  expect(ladder[0]?.id).toBe('resolve')
  expect(proxy.asked).toEqual([])
})

test('the environment names the proxy, with its login, when it is asked', async () => {
  const gateway = await startGateway()
  const login = { user: 'ada', password: 'p@ss:word' }
  const proxy = await startProxy('socks5', { leadsTo: { [place]: gateway.port }, login })
  const { connect, reach } = await openWith(
    { proxy: 'system' },
    { env: { HTTPS_PROXY: `socks5h://ada:p%40ss%3Aword@127.0.0.1:${proxy.port}` } },
  )
  connect()
  expect(JSON.stringify(await reach('online'))).not.toContain('p@ss')
  expect(proxy.asked).toEqual([place])
})

test('where the environment says nothing, the system is asked about the gateway’s own address', async () => {
  const gateway = await startGateway()
  const proxy = await startProxy('http', { leadsTo: { [place]: gateway.port } })
  const asked: string[] = []
  const { connect, reach } = await openWith(
    { proxy: 'system' },
    {
      systemProxy: async url => {
        asked.push(url)
        return `SOCKS 127.0.0.1:1; PROXY 127.0.0.1:${proxy.port}; DIRECT`
      },
    },
  )
  connect()
  await reach('online')
  expect(asked).toEqual([`https://${place}/`])
})

test('an address in the environment that cannot be read is an error, not a way around the proxy', async () => {
  const { connect, reach } = await openWith(
    { proxy: 'system' },
    { env: { HTTPS_PROXY: 'socks4://old:1080' } },
  )
  connect()
  const { error, ladder } = await reach('needs-you')
  expect(error.code).toBe('PROXY_INVALID')
  expect(ladder.find(({ verdict }) => verdict === 'failed')?.id).toBe('proxy')
})

test('a proxy that is chosen while connected is gone through at once, and the road before it is closed', async () => {
  const gateway = await startGateway()
  const [first, second] = [
    await startProxy('http', { leadsTo: { [place]: gateway.port } }),
    await startProxy('socks5', { leadsTo: { [place]: gateway.port } }),
  ]
  const dir = await makeTempDir('proxy-core')
  closers.push(dir.remove)
  const core = await createCore({ stateDir: dir.path, profile: 'default', mayStartGateway: false })
  closers.push(core.close)
  const online = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = core.connection.on({ state: ({ phase }) => void (phase === 'online' && resolve()) })
    return promise.finally(stop)
  }
  await core.settings.change({ proxy: 'address', proxyAddress: first.address })
  const begun = online()
  core.connection.connect(
    { ...target, tlsFingerprint: certificate.fingerprint },
    { credentials: { token: 'shared-secret' } },
  )
  await begun
  await core.settings.change({ proxyAddress: second.address })
  await eventually(() => second.asked).toEqual([place])
  await eventually(() => first.open()).toBe(0)
  await eventually(() => gateway.connections()).toBe(1)
})

test('calling the attempt off leaves nothing open at a proxy that does not answer', async () => {
  const sockets = new Set<unknown>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as AddressInfo
  for (const kind of ['http', 'socks5'] as const) {
    const { connect, controller } = await openWith({
      proxy: 'address',
      proxyAddress: `${kind}://127.0.0.1:${port}`,
    })
    connect()
    await once(server, 'connection')
    await controller.disconnect()
    expect(controller.state.phase).toBe('idle')
    await eventually(() => sockets.size).toBe(0)
  }
})

test.runIf(haveSshd)('OpenSSH’s own SOCKS 5 proxy leads to a port behind it', async () => {
  const [sshd, echo, port] = [await startSshd(), await startEchoServer(), await freePort()]
  closers.push(sshd.stop, echo.close)
  const ssh = spawn(
    'ssh',
    `-N -v -D 127.0.0.1:${port} -p ${sshd.port} -F /dev/null -i ${sshd.userKey.path} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentityAgent=none -o ExitOnForwardFailure=yes ${sshd.user}@127.0.0.1`.split(
      ' ',
    ),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  closers.push(async () => {
    const gone = once(ssh, 'exit')
    ssh.kill()
    await gone
  })
  // It says "Local connections to …" before it listens, and this line once all its forwards do.
  let told = ''
  for await (const text of ssh.stderr.iterator({ destroyOnReturn: false })) {
    told += String(text)
    if (told.includes('Entering interactive session')) break
  }
  expect(told).toContain('Entering interactive session')
  for (const hostname of ['127.0.0.1', 'localhost']) {
    const stream = await dialThroughProxy(
      { scheme: 'socks5', hostname: '127.0.0.1', port },
      { hostname, port: echo.port },
      neverAborted,
    )
    stream.write('through OpenSSH')
    const [heard] = (await once(stream, 'data')) as [Buffer]
    expect(heard.toString()).toBe('through OpenSSH')
    stream.destroy()
  }
})
