import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEchoServer, type EchoServer } from '../support/echo-server.ts'
import { freePort } from '../support/free-port.ts'
import { makeSshKey } from '../support/ssh-keys.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { sendAndReceive } from '../support/stream-bytes.ts'
import { makeTestHome, neverAsked, trusting, type TestHome } from '../support/test-tunnel.ts'

let home: TestHome
let servers: Sshd[]
let echo: EchoServer

const never = new AbortController().signal

beforeEach(async () => {
  home = await makeTestHome()
  servers = await Promise.all([startSshd(), startSshd(), startSshd()])
  echo = await startEchoServer()
})

afterEach(async () => {
  await home.remove()
  await Promise.all(servers.map(server => server.stop()))
  await echo.close()
})

const [bastion, inner, target] = [0, 1, 2].map(index => () => servers[index]!) as [
  () => Sshd,
  () => Sshd,
  () => Sshd,
]

async function configureChain(): Promise<void> {
  await home.configure(
    bastion().configText('bastion'),
    inner().configText('inner', ['ProxyJump bastion']),
    target().configText('target', ['ProxyJump bastion,inner']),
  )
}

test('one jump host: both keys are checked, and the channel ends at the target', async () => {
  await configureChain()
  const tunnel = await home.open('inner')
  expect(home.questions).toMatchObject([
    { kind: 'host-key', host: 'bastion', fingerprint: bastion().hostKey.fingerprint },
    { kind: 'host-key', host: 'inner', via: 'bastion', fingerprint: inner().hostKey.fingerprint },
  ])
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'through')).toBe('through')
  await inner().waitForLog(/Accepted publickey/)
})

test('two jump hosts: three keys, three logins, and steps that name whose they are', async () => {
  await configureChain()
  await home.trust(...servers.map(server => server.hostKeyLine()))
  const tunnel = await home.open('target', { person: neverAsked })
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'through')).toBe('through')
  const logins = home.reports.filter(({ step, verdict }) => step === 'ssh-login' && verdict === 'passed')
  expect(logins.map(({ via }) => via)).toEqual(['bastion', 'inner', undefined])
})

test('the jump hosts are those that `ssh -G` names', async () => {
  await configureChain()
  const tunnel = await home.open('target', { ssh: 'ssh', person: trusting })
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'through')).toBe('through')
})

test('a changed key of the second hop is refused and named, and that hop gets no login', async () => {
  await configureChain()
  const before = await makeSshKey(home.dir, 'before')
  await home.trust(bastion().hostKeyLine(), inner().hostKeyLine(before), target().hostKeyLine())
  await expect(home.open('target', { person: neverAsked })).rejects.toMatchObject({
    code: 'HOST_KEY_CHANGED',
    message: expect.stringContaining('inner (through bastion)') as string,
    report: { details: { host: 'inner', via: 'bastion', presented: inner().hostKey.fingerprint } },
  })
  expect(home.reports.at(-1)).toMatchObject({ step: 'host-key', verdict: 'failed', via: 'inner' })
  await expect.poll(() => bastion().sessions()).toEqual([])
})

test('a refused login at the second hop is named', async () => {
  const stranger = await makeSshKey(home.dir, 'stranger')
  await home.trust(...servers.map(server => server.hostKeyLine()))
  await home.configure(
    bastion().configText('bastion'),
    inner().configText('inner', ['ProxyJump bastion']).replace(inner().userKey.path, stranger.path),
  )
  await expect(home.open('inner')).rejects.toMatchObject({
    code: 'SSH_LOGIN_REFUSED',
    report: { details: { host: 'inner', via: 'bastion' } },
  })
})

test('a hop that nobody answers at is said to refuse, not to lack a gateway', async () => {
  const port = await freePort()
  await home.trust(bastion().hostKeyLine())
  await home.configure(
    bastion().configText('bastion'),
    `Host gone\n  HostName 127.0.0.1\n  Port ${port}\n  ProxyJump bastion`,
  )
  await expect(home.open('gone')).rejects.toMatchObject({
    code: 'TCP_REFUSED',
    report: { details: { host: 'gone', via: 'bastion', port } },
  })
})

test('a jump host that does not forward is named', async () => {
  await servers[0]!.stop()
  servers[0] = await startSshd({ config: ['AllowTcpForwarding no'] })
  await configureChain()
  await home.trust(...servers.map(server => server.hostKeyLine()))
  await expect(home.open('inner')).rejects.toMatchObject({
    code: 'FORWARDING_FORBIDDEN',
    report: { details: { host: 'bastion' } },
  })
})

test('when a jump host dies the whole tunnel ends, and the jump host is named', async () => {
  await configureChain()
  const tunnel = await home.open('inner')
  await bastion().killSessions()
  expect(await tunnel.closed).toMatchObject({
    code: 'CONNECTION_LOST',
    report: { details: { host: 'bastion' } },
  })
  await expect.poll(() => inner().sessions()).toEqual([])
})

test('closing says goodbye to every hop', async () => {
  await configureChain()
  const tunnel = await home.open('target')
  await tunnel.close()
  expect(await tunnel.closed).toBeUndefined()
  await Promise.all(servers.map(server => server.waitForLog(/Received disconnect from .*:11/)))
})

test('jump hosts that go in a circle, or are too many, are refused before anybody is dialled', async () => {
  await home.configure('Host a\n  ProxyJump b', 'Host b\n  ProxyJump a')
  await expect(home.open('a')).rejects.toMatchObject({ code: 'TOO_MANY_JUMPS' })
  const many = Array.from({ length: 9 }, (_, index) => `hop${index}`).join(',')
  await home.configure(`Host far\n  ProxyJump ${many}`)
  await expect(home.open('far')).rejects.toMatchObject({
    code: 'TOO_MANY_JUMPS',
    report: { details: { host: 'far', max: 8 } },
  })
  expect(home.reports.at(-1)).toMatchObject({ step: 'resolve', verdict: 'failed' })
})

test('a jump host that needs the system’s ssh is named before anybody is dialled', async () => {
  await home.configure('Host target\n  ProxyJump odd', 'Host odd\n  ProxyCommand /bin/false')
  await expect(home.open('target')).rejects.toMatchObject({
    code: 'SSH_CONFIG_UNSUPPORTED',
    report: { details: { host: 'odd', what: expect.stringContaining('ProxyCommand') as string } },
  })
})
