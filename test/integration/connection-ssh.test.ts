import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectTcp, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectionTarget, SshTarget } from '../../src-shared/connection.ts'
import { phrase } from '../../src-shared/said.ts'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import type { AskPerson } from '../../src-main/tunnel/tunnel.ts'
import { openTestController } from '../support/connection-controller.ts'
import { freePort } from '../support/free-port.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { eventually } from '../support/eventually.ts'

let folder = ''
let sshd: Sshd
let gateway: ScriptedGateway
const closers: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-ssh-'))
  ;[sshd, gateway] = await Promise.all([startSshd(), startScriptedGateway({ token: 'shared-secret' })])
  closers.push(
    sshd.stop,
    () => gateway.close(),
    () => rm(folder, { recursive: true, force: true }),
  )
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const trustOnce: AskPerson = async question =>
  question.kind === 'host-key' ? { kind: 'host-key', trust: 'once' } : { kind: 'cancel' }

function target(more: Partial<SshTarget> = {}): ConnectionTarget {
  return { kind: 'ssh', host: 'box', gatewayPort: gateway.port, engine: 'ssh2', ...more }
}

/** How often somebody has logged in. sshd writes it down beside letting them in, so it may say so a little later. */
const logins = () => sshd.log().filter(line => line.includes('Accepted publickey for')).length

async function openController(ask: AskPerson = trustOnce, ssh: string | null = null) {
  const userFile = path.join(folder, 'ssh_config')
  await writeFile(
    userFile,
    sshd.configText('box', [
      'UserKnownHostsFile none',
      'GlobalKnownHostsFile none',
      'IdentityAgent none',
      'IdentitiesOnly yes',
    ]),
  )
  const opened = await openTestController({
    ask,
    sshConfig: { userFile, systemFile: '/nonexistent', ssh },
  })
  closers.push(opened.close)
  await keepGatewaySecret(opened.vault, target(), { kind: 'token', secret: 'shared-secret' })
  return opened
}

test('a host of ssh_config is asked about once and comes online through the tunnel, every step passed', async () => {
  const { controller, reach, asked } = await openController()
  controller.connect(target())
  const online = await reach('online')
  expect(asked).toMatchObject([{ kind: 'host-key', fingerprint: sshd.hostKey.fingerprint }])
  await eventually(
    () => controller.state.phase === 'online' && controller.state.ladder.map(step => step.verdict),
  ).toEqual(Array.from({ length: online.ladder.length }, () => 'passed'))
  expect(gateway.seen[0]?.headers.host).toBe(`127.0.0.1:${gateway.port}`)
  expect(gateway.seen[0]?.headers.origin).toBeUndefined()
  expect(await controller.request('echo', 'through the tunnel')).toBe('through the tunnel')
})

test('a killed SSH session comes back by itself and asks nobody anything', async () => {
  const { controller, reach, next, asked, states } = await openController()
  controller.connect(target())
  await reach('online')
  const waiting = next('waiting')
  await sshd.killSessions()
  expect((await waiting).error.retry).toBe('later')
  await reach('online')
  expect(asked).toHaveLength(1)
  expect(states.some(state => state.phase === 'needs-you')).toBe(false)
  expect(await controller.request('echo', 'again')).toBe('again')
})

test('a gateway that restarts costs a channel, not a login', async () => {
  const { controller, reach, next } = await openController()
  controller.connect(target())
  await reach('online')
  const waiting = next('waiting')
  gateway.restart()
  expect((await waiting).error.code).toBe('GATEWAY_RESTARTING')
  const again = await reach('online')
  expect(again.ladder.find(step => step.id === 'ssh-login')?.note).toEqual(phrase('noteStillOpen'))
  expect(logins()).toBe(1)
})

test('a gateway that is gone for several tries costs no login either', async () => {
  const { controller, reach, next } = await openController()
  const { port } = gateway
  controller.connect(target())
  await reach('online')
  const lost = next('waiting')
  await gateway.close()
  await lost
  for (const _ of [1, 2]) {
    const waiting = next('waiting')
    controller.retryNow()
    expect((await waiting).error.code).toBe('GATEWAY_NOT_LISTENING')
  }
  gateway = await startScriptedGateway({ token: 'shared-secret', port })
  controller.retryNow()
  const again = await reach('online')
  expect(again.ladder.find(step => step.id === 'ssh-login')?.note).toEqual(phrase('noteStillOpen'))
  expect(logins()).toBe(1)
})

test('a host without a gateway is said to be reached, and its gateway is found once it is there', async () => {
  const { controller, reach } = await openController()
  const { port } = gateway
  await gateway.close()
  controller.connect(target({ gatewayPort: port }))
  const waiting = await reach('waiting')
  expect(waiting.error.code).toBe('GATEWAY_NOT_LISTENING')
  expect(waiting.ladder.find(step => step.id === 'ssh-login')?.verdict).toBe('passed')
  expect(waiting.ladder.find(step => step.id === 'channel')?.verdict).toBe('failed')
  gateway = await startScriptedGateway({ token: 'shared-secret', port })
  await reach('online')
})

test('an unknown host is not asked about when nobody is there: it waits for a person', async () => {
  const { controller, reach, asked } = await openController()
  controller.connect(target(), { attended: false })
  expect((await reach('needs-you')).error.code).toBe('HOST_KEY_UNKNOWN')
  expect(asked).toEqual([])
  controller.retryNow()
  await reach('online')
  expect(asked).toHaveLength(1)
})

test('a person who declines ends the attempt, and nothing is sent to the gateway', async () => {
  const { controller, reach } = await openController(async () => ({ kind: 'cancel' }))
  controller.connect(target())
  expect((await reach('needs-you')).error).toMatchObject({ code: 'HOST_KEY_UNCONFIRMED' })
  expect(gateway.upgrades()).toBe(0)
})

test('disconnecting while a person is asked ends the question and the session', async () => {
  const { promise: asked, resolve: nowAsked } = Promise.withResolvers<AbortSignal>()
  const { controller } = await openController(async (_question, signal) => {
    nowAsked(signal)
    await once(signal, 'abort')
    throw signal.reason
  })
  controller.connect(target())
  const signal = await asked
  await controller.disconnect()
  expect(signal.aborted).toBe(true)
  expect(controller.state).toEqual({ phase: 'idle' })
  await eventually(() => sshd.sessions()).toEqual([])
})

test('disconnecting ends the SSH session', async () => {
  const { controller, reach } = await openController()
  controller.connect(target())
  await reach('online')
  await controller.disconnect()
  await eventually(() => sshd.sessions()).toEqual([])
})

test('the local port leads to the remote gateway, and stays open while SSH comes back', async () => {
  const localPort = await freePort()
  const { controller, reach, next, localPorts } = await openController()
  controller.connect(target({ localPort }))
  await reach('online')
  await eventually(() => controller.localPort).toEqual({ phase: 'listening', port: localPort })
  expect(await statusLine(localPort)).toMatch(/^HTTP\/1\.1 /)
  const waiting = next('waiting')
  await sshd.killSessions()
  await waiting
  // Asked in the gap, answered after it.
  expect(await statusLine(localPort)).toMatch(/^HTTP\/1\.1 /)
  expect(localPorts.map(state => state.phase)).toEqual(['listening'])
  await controller.disconnect()
  expect(controller.localPort).toEqual({ phase: 'off' })
  await expect(statusLine(localPort)).rejects.toThrow('ECONNREFUSED')
})

test('a taken local port is told with its owner, and the chat goes on without it', async () => {
  const squatter = createServer()
  squatter.listen(0, '127.0.0.1')
  await once(squatter, 'listening')
  closers.push(async () => squatter.close())
  const { port } = squatter.address() as { port: number }
  const { controller, reach } = await openController()
  controller.connect(target({ localPort: port }))
  await reach('online')
  await eventually(() => controller.localPort.phase).toBe('taken')
  expect(controller.localPort).toMatchObject({ error: { code: 'PORT_IN_USE', details: { port } } })
  expect(await controller.request('echo', 1)).toBe(1)
})

test('a test of the connection has a tunnel of its own and closes it', async () => {
  const { controller, reach } = await openController()
  controller.connect(target())
  await reach('online')
  const ladder = await controller.test(target(), () => undefined, new AbortController().signal)
  expect(ladder.every(step => step.verdict === 'passed')).toBe(true)
  await sshd.waitForLog(/Disconnected from/)
  await sshd.waitForLog(/Accepted publickey for/, 2)
  expect(logins()).toBe(2)
  expect(controller.state.phase).toBe('online')
  expect(await controller.request('echo', 'still here')).toBe('still here')
})

test('waking up to a host that says nothing drops the connection, and dials again', async () => {
  const { controller, reach, next } = await openController()
  controller.connect(target())
  await reach('online')
  const waiting = next('waiting')
  await sshd.freeze()
  controller.kick('wake')
  expect((await waiting).error.code).toBe('SERVER_SILENT')
  await sshd.thaw()
  await reach('online')
})

test('waking up to a gateway that is busy keeps the connection, for its host answers', async () => {
  const { controller, reach, states } = await openController()
  controller.connect(target())
  await reach('online')
  await eventually(() => gateway.requests.length).toBe(1)
  gateway.behaviour.unanswered = new Set(['health'])
  controller.kick('wake')
  await eventually(() => gateway.requests.length).toBe(2)
  const checked = controller.checkHealth()
  expect(await controller.request('echo', 'here')).toBe('here')
  gateway.behaviour.unanswered = new Set()
  await checked
  expect(states.some(state => state.phase === 'waiting')).toBe(false)
  expect(controller.state.phase).toBe('online')
  expect(gateway.upgrades()).toBe(1)
})

test('the system’s own ssh carries the connection as well', async () => {
  const { controller, reach, next, asked } = await openController(trustOnce, 'ssh')
  controller.connect(target({ engine: 'system' }))
  await reach('online')
  const waiting = next('waiting')
  await sshd.killSessions()
  await waiting
  await reach('online')
  expect(asked).toHaveLength(1)
})

/** The first line of an HTTP answer behind a port of this computer. */
async function statusLine(port: number): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('GET / HTTP/1.1\r\nhost: gateway\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
    const [data] = (await once(socket, 'data')) as [Buffer]
    return data.toString('latin1').split('\r\n')[0] ?? ''
  } finally {
    socket.destroy()
  }
}
