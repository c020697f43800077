import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SshTarget } from '../../src-shared/connection.ts'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { openTestController } from '../support/connection-controller.ts'
import { eventually } from '../support/eventually.ts'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'

let folder = ''
let sshd: Sshd
let gateway: ScriptedGateway
let proxy: FaultProxy
const closers: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-hedge-'))
  ;[sshd, gateway] = await Promise.all([startSshd(), startScriptedGateway({ token: 'shared-secret' })])
  proxy = await startFaultProxy(sshd)
  closers.push(
    () => rm(folder, { recursive: true, force: true }),
    sshd.stop,
    () => gateway.close(),
    proxy.close,
  )
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function connected(config: readonly string[] = []) {
  const userFile = path.join(folder, 'ssh_config')
  const ownFilesOnly = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityAgent none']
  const block = sshd.configText('box', [...ownFilesOnly, 'IdentitiesOnly yes', ...config])
  await writeFile(userFile, block.replace(`Port ${sshd.port}`, `Port ${proxy.port}`))
  const target: SshTarget = { kind: 'ssh', host: 'box', gatewayPort: gateway.port, engine: 'ssh2' }
  const opened = await openTestController({
    ask: async question =>
      question.kind === 'host-key' ? { kind: 'host-key', trust: 'once' } : { kind: 'cancel' },
    sshConfig: { userFile, systemFile: '/nonexistent', ssh: null },
  })
  closers.push(opened.close)
  await keepGatewaySecret(opened.vault, target, { kind: 'token', secret: 'shared-secret' })
  opened.controller.connect(target)
  await opened.reach('online')
  const told = (message: string) => opened.log.recent().filter(line => line.message === message)
  return {
    ...opened,
    began: () => told('the line is silent: another is opened beside it'),
    ended: () => told('the second line'),
  }
}

const connId = (states: readonly { readonly phase: string }[]) => {
  const last = states.findLast(state => state.phase === 'online') as
    | { gateway: { connId: string } }
    | undefined
  return last?.gateway.connId
}

test('a flow that the network forgot is replaced while the light stays green, and nobody is asked', async () => {
  const { controller, states, asked, ended } = await connected()
  const before = connId(states)
  const seen = states.length
  proxy.loseFlows()
  // What is asked of the lost flow fails as it always does; who asks again is answered.
  await controller.request('echo', 'into the silence').catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' })
  })
  expect(await controller.request('echo', 'are you there?')).toBe('are you there?')
  expect(ended()).toMatchObject([{ outcome: 'took-over' }])
  expect(new Set(states.slice(seen).map(state => state.phase))).toEqual(new Set(['online']))
  // A new session to the gateway tells everybody to read again what may have been missed.
  expect(connId(states)).not.toBe(before)
  expect(controller.timeline.map(({ kind }) => kind)).toEqual(['online', 'replaced'])
  expect(asked).toHaveLength(1)
  await eventually(proxy.connections).toBe(1)
  expect(gateway.seen).toHaveLength(2)
})

test('one that nobody uses is replaced as well, before its keepalive gives it up', async () => {
  const { states, ended } = await connected(['ServerAliveInterval 1', 'ServerAliveCountMax 20'])
  const seen = states.length
  proxy.loseFlows()
  await eventually(ended).toMatchObject([{ outcome: 'took-over' }])
  await eventually(() => gateway.seen.length).toBe(2)
  expect(states.slice(seen).filter(state => state.phase !== 'online')).toEqual([])
})

test('events of the lost session are not heard again from the new one', async () => {
  const { controller, events, ended } = await connected()
  gateway.send('chat', { text: 'before' })
  await eventually(() => events.filter(({ event }) => event === 'chat').length).toBe(1)
  proxy.loseFlows()
  gateway.send('chat', { text: 'lost' })
  await controller.request('echo', 1).catch(() => undefined)
  await eventually(ended).toHaveLength(1)
  expect(await controller.request('echo', 2)).toBe(2)
  gateway.send('chat', { text: 'after' })
  const texts = () => events.filter(({ event }) => event === 'chat').map(({ payload }) => payload)
  await eventually(texts).toEqual([{ text: 'before' }, { text: 'after' }])
})

test('a line that only stood still keeps its session, and the second one is called off', async () => {
  const { controller, states, began, ended } = await connected(['ServerAliveInterval 60'])
  const before = connId(states)
  proxy.hold()
  const answer = controller.request('echo', 'late')
  await eventually(began).toHaveLength(1)
  proxy.pass()
  expect(await answer).toBe('late')
  await eventually(ended).toMatchObject([{ outcome: 'first-lives' }])
  expect(connId(states)).toBe(before)
  expect(gateway.seen).toHaveLength(1)
  await eventually(proxy.connections).toBe(1)
})

test('where the server is gone altogether, the second line fails and the connection waits as ever', async () => {
  const { controller, next, ended } = await connected(['ServerAliveInterval 1', 'ServerAliveCountMax 2'])
  proxy.loseFlows()
  proxy.refuse(true)
  const waiting = next('waiting')
  void controller.request('echo', 1).catch(() => undefined)
  await eventually(() => ended().length).toBeGreaterThan(0)
  await waiting
  proxy.pass()
  controller.retryNow()
  await next('online')
  expect(await controller.request('echo', 2)).toBe(2)
})

test('the local port leads on through the new line', async () => {
  const { controller, ended } = await connected()
  proxy.loseFlows()
  await controller.request('echo', 1).catch(() => undefined)
  await eventually(ended).toHaveLength(1)
  const channel = await controller.openRemoteChannel(AbortSignal.timeout(10_000))
  channel.destroy()
})

test('the end of the program calls a second line off and leaves nothing open', async () => {
  const { controller, began, close } = await connected(['ServerAliveInterval 60'])
  proxy.hold()
  void controller.request('echo', 1).catch(() => undefined)
  await eventually(began).toHaveLength(1)
  const closing = close()
  closers.pop()
  await closing
  proxy.pass()
  await eventually(proxy.connections).toBe(0)
})
