// Several gateways at once, each over a road of its own: what is shown, what goes on beside it, and what goes to whom.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCommandLauncher } from '../../src-main/command-launcher.ts'
import { connectAtStart } from '../../src-main/connect-at-start.ts'
import { createCore, type Core } from '../../src-main/core.ts'
import { openDesktopApi } from '../../src-main/desktop-api/desktop-api.ts'
import { openDestinations } from '../../src-main/desktop-api/destinations.ts'
import { openGatewayList } from '../../src-main/gateway-list.ts'
import { openVoiceOf } from '../../src-main/open-voice.ts'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import { withSaved } from '../../src-shared/settings.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { createTestClock } from '../support/test-clock.ts'

let home: TempDir
const closers: (() => unknown)[] = []
beforeEach(async () => {
  vi.stubEnv('GANGWAY_VAULT', 'memory')
  home = await makeTempDir('several')
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await home.remove()
  vi.unstubAllEnvs()
})

async function startGateway(port?: number): Promise<ScriptedGateway> {
  const gateway = await startScriptedGateway({ port })
  closers.push(gateway.close)
  return gateway
}

async function openCore(configText = ''): Promise<Core> {
  const userFile = path.join(home.path, 'ssh_config')
  await writeFile(userFile, configText)
  const stateDir = path.join(home.path, 'state')
  await mkdir(stateDir, { recursive: true })
  const core = await createCore({
    stateDir,
    profile: 'default',
    sshConfig: { userFile, systemFile: path.join(home.path, 'none') },
    mayStartGateway: false,
    remembersTargets: true,
  })
  closers.push(core.close)
  return core
}

const direct = (gateway: ScriptedGateway): ConnectionTarget => ({ kind: 'direct', url: gateway.url })

async function keep(core: Core, ...targets: readonly ConnectionTarget[]): Promise<void> {
  for (const target of targets) {
    const gateways = withSaved(core.settings.app.gateways, target, { keepConnected: true })
    await core.settings.change({ gateways })
  }
}

const phaseOf = (core: Core, target: ConnectionTarget) => core.connections.of(targetKey(target))?.state.phase

test('a gateway that is not to be kept is left as another one is shown', async () => {
  const [one, other] = [await startGateway(), await startGateway()]
  const core = await openCore()
  core.connections.keep()
  core.connection.connect(direct(one))
  await eventually(() => core.connection.state.phase).toBe('online')
  const states: string[] = []
  core.connection.on({
    state: state =>
      states.push('target' in state ? `${targetKey(state.target)} ${state.phase}` : state.phase),
  })

  core.connection.connect(direct(other))
  expect(states).toEqual([`${targetKey(direct(other))} opening`])
  await eventually(() => core.connection.state.phase).toBe('online')
  await eventually(() => one.connections()).toBe(0)

  expect(core.connections.members.map(({ key }) => key)).toEqual([targetKey(direct(other))])
  expect(states.filter(state => !state.startsWith(targetKey(direct(other))))).toEqual([])
})

test('those that are kept stay connected beside the one that is shown, over SSH too, and turning to one asks it nothing anew', async () => {
  const sshd = await startSshd()
  closers.push(sshd.stop)
  const [one, behindSsh] = [await startGateway(), await startGateway()]
  const known = path.join(home.path, 'known')
  await writeFile(known, `${sshd.hostKeyLine()}\n`)
  const core = await openCore(
    sshd.configText('box', [
      `UserKnownHostsFile ${known}`,
      'GlobalKnownHostsFile none',
      'IdentityAgent none',
      'IdentitiesOnly yes',
    ]),
  )
  const [first, second] = [
    direct(one),
    { kind: 'ssh', host: 'box', gatewayPort: behindSsh.port, engine: 'ssh2' } as const,
  ]
  await keep(core, first, second)
  core.connection.connect(first)
  await eventually(() => core.connection.state.phase).toBe('online')
  await connectAtStart(core)
  await eventually(() => phaseOf(core, second)).toBe('online')
  expect(one.connections() + behindSsh.connections()).toBe(2)

  const heard: (string | undefined)[] = []
  core.connection.on({ event: ({ payload }) => heard.push((payload as { from?: string }).from) })
  behindSsh.send('chat', { from: 'beside' })
  one.send('chat', { from: 'shown' })
  await eventually(() => heard).toEqual(['shown'])

  const [upgrades, told]: [number, ConnectionState[]] = [behindSsh.upgrades(), []]
  core.connection.on({ state: state => told.push(state) })
  core.gateways.show(targetKey(second))
  expect(told).toMatchObject([{ phase: 'online', target: second }])
  expect(core.connection.state).toMatchObject({ phase: 'online', target: second })
  expect(phaseOf(core, first)).toBe('online')
  expect(behindSsh.upgrades()).toBe(upgrades)

  await core.settings.change({ gateways: [] })
  await eventually(() => one.connections()).toBe(0)
  expect(core.connection.state.phase).toBe('online')
})

test('a message for a gateway beside goes when it is back, to it and to no other', async () => {
  const port = await freePort()
  const shown = await startGateway()
  const [first, second]: ConnectionTarget[] = [
    direct(shown),
    { kind: 'direct', url: `ws://127.0.0.1:${port}` },
  ]
  if (!first || !second) throw new Error('unreachable')
  const core = await openCore()
  await keep(core, second)
  core.connection.connect(first)
  core.connections.keep()
  await eventually(() => core.connection.state.phase).toBe('online')
  await eventually(() => phaseOf(core, second)).toBe('waiting')
  const key = '0b1f4b3e-6d0c-4a57-8d57-2f4f2b1f0a01'
  core.outbox.add({ key, gateway: targetKey(second), sessionKey: 'agent:main:main', at: 1, text: 'hello' })
  expect(core.outbox.waiting(targetKey(second))).toMatchObject([{ key }])

  const back = await startGateway(port)
  await eventually(() => back.requests.filter(({ method }) => method === 'chat.send')).toMatchObject([
    { params: { idempotencyKey: key, message: 'hello' } },
  ])
  expect(shown.requests.filter(({ method }) => method === 'chat.send')).toEqual([])
})

test('a window hears of every gateway by its key, and asks the one it names', async () => {
  const [one, other] = [await startGateway(), await startGateway()]
  const core = await openCore()
  await keep(core, direct(other))
  core.connection.connect(direct(one))
  core.connections.keep()
  const voice = openVoiceOf(core, () => {
    throw new Error('no helper here')
  })
  closers.push(voice.close)
  const told: [string, unknown][] = []
  const session = openDesktopApi(core, {
    door: 'browser',
    canStartAtLogin: false,
    canUpdate: false,
    openExternal: async () => undefined,
    destinations: openDestinations(),
    launcher: openCommandLauncher({ platform: process.platform, home: '/nowhere', env: {} }),
    voice,
  })((name, value) => told.push([name, value]))
  closers.push(session.close)
  await eventually(() => [core.connection.state.phase, phaseOf(core, direct(other))]).toEqual([
    'online',
    'online',
  ])

  other.send('chat', { state: 'final' })
  await eventually(() =>
    told.filter(([name]) => name === 'gateway.event').map(([, value]) => value),
  ).toContainEqual(expect.objectContaining({ of: targetKey(direct(other)), event: 'chat' }))
  await eventually(() =>
    core.gateways.entries.map(({ key, isShown, isKept, unread, stands }) => ({
      key,
      isShown,
      isKept,
      unread,
      phase: stands.phase,
    })),
  ).toEqual([
    { key: targetKey(direct(other)), isShown: false, isKept: true, unread: 1, phase: 'online' },
    { key: targetKey(direct(one)), isShown: true, isKept: false, unread: 0, phase: 'online' },
  ])

  const asked = await session.ask('gateway.request', {
    of: targetKey(direct(other)),
    method: 'sessions.list',
    params: { limit: 3 },
  })
  expect(other.requests.filter(({ method }) => method === 'sessions.list')).toHaveLength(1)
  expect(one.requests.filter(({ method }) => method === 'sessions.list')).toEqual([])
  expect(asked).toBeDefined()
  expect(
    await session.ask('gateway.request', { of: 'direct:ws://elsewhere', method: 'health' }),
  ).toMatchObject({
    ok: false,
    error: { code: 'NOT_CONNECTED' },
  })

  expect(await session.ask('gateways.show', { key: targetKey(direct(other)) })).toMatchObject({ ok: true })
  await eventually(() => core.gateways.entries.find(({ isShown }) => isShown)?.unread).toBe(0)
  await eventually(() => core.connections.members.length).toBe(1)
})

test('when SSH cannot be reached the gateway’s own address serves, with the same device and its token', async () => {
  const gateway = await startGateway()
  const closed = await freePort()
  const core = await openCore(`Host box\n  HostName 127.0.0.1\n  Port ${closed}\n`)
  const target: ConnectionTarget = {
    kind: 'ssh',
    host: 'box',
    gatewayPort: gateway.port,
    engine: 'ssh2',
    direct: { url: gateway.url },
  }
  core.connection.connect(target)
  await eventually(() => core.connection.state).toMatchObject({ phase: 'online', target, via: 'direct' })
  const first = core.connection.state

  gateway.cut()
  await eventually(() => core.connection.state).toMatchObject({ phase: 'online', via: 'direct' })
  await eventually(() => gateway.seen.length).toBe(2)
  const device = ({ connect }: (typeof gateway.seen)[number]) =>
    (connect['device'] as { id?: unknown } | undefined)?.id
  expect(gateway.seen.map(device)).toEqual([core.deviceId, core.deviceId])
  expect(first).not.toBe(core.connection.state)
  const kept = (await core.vault.list()).map(({ id }) => id).filter(id => id.startsWith('device-token/'))
  expect(kept).toEqual([`device-token/operator/${targetKey(target)}`])
})

test('gateways that are cut and come back change the list twice at most, not with each of their steps', async () => {
  const gateways = [await startGateway(), await startGateway(), await startGateway()]
  const core = await openCore()
  await keep(core, ...gateways.map(direct))
  await connectAtStart(core)
  const phases = () => core.connections.members.map(({ connection }) => connection.state.phase)
  await eventually(phases).toEqual(['online', 'online', 'online'])
  const clock = createTestClock()
  const list = openGatewayList({ ...core, clock })
  closers.push(list.close)
  const told: (readonly string[])[] = []
  list.onChange(entries => told.push(entries.map(({ stands }) => stands.phase)))
  const steps: string[] = []
  core.connections.on({ state: (_, { phase }) => steps.push(phase) })

  for (const gateway of gateways) gateway.cut()
  await eventually(() => gateways.map(gateway => gateway.upgrades())).toEqual([2, 2, 2])
  await eventually(phases).toEqual(['online', 'online', 'online'])

  expect(steps.length).toBeGreaterThan(9)
  expect(told).toHaveLength(1)
  expect(list.entries.map(({ stands }) => stands.phase)).toEqual(phases())
  clock.pass(1_000)
  // The first may be that one was slow for a moment, and then all may stand again as it said.
  expect(told.length).toBeLessThan(3)
  expect(told.at(-1)).toEqual(phases())
  expect(clock.waiting()).toBe(0)
})

test('fifty gateways are saved and ten of them connected; an eleventh that a file names is left alone', async () => {
  const gateways = await Promise.all(Array.from({ length: 11 }, () => startGateway()))
  const core = await openCore()
  const saved = [
    ...gateways.map(gateway => ({ target: direct(gateway), keepConnected: true })),
    ...Array.from({ length: 39 }, (_, index) => ({
      target: { kind: 'direct', url: `ws://192.0.2.${index + 1}:18789` } as const,
      label: `saved ${index}`,
    })),
  ]
  await core.settings.change({ gateways: saved })
  await connectAtStart(core)
  const phases = () => core.connections.members.map(({ connection }) => connection.state.phase)
  await eventually(phases).toEqual(Array.from({ length: 10 }, () => 'online'))
  expect(core.gateways.entries).toHaveLength(50)
  expect(gateways.map(gateway => gateway.connections())).toEqual([...Array.from({ length: 10 }, () => 1), 0])
})
