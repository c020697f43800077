import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectionTarget, SshEngine } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'
import { openTestController, type TestController } from '../support/connection-controller.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways, startTestGateway } from '../support/test-gateway.ts'

const secret = 'canary-secret-of-the-gateway'
const closers: (() => Promise<unknown>)[] = []
let home = ''
let sshd: Sshd

beforeEach(async () => {
  const dir = await makeTempDir('remote-home')
  home = dir.path
  await chmod(home, 0o755)
  sshd = await startSshd({ config: [`SetEnv HOME=${home} SHELL=/bin/sh`] })
  closers.push(sshd.stop, dir.remove)
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

const signal = new AbortController().signal

function target(gatewayPort: number, engine: SshEngine = 'ssh2'): ConnectionTarget {
  return { kind: 'ssh', host: 'box', gatewayPort, engine }
}

async function openController(ssh: string | null = null): Promise<TestController> {
  const userFile = path.join(sshd.dir, 'ssh_config')
  const lines = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityAgent none']
  await writeFile(userFile, sshd.configText('box', [...lines, 'IdentitiesOnly yes']))
  const opened = await openTestController({
    ask: async question =>
      question.kind === 'host-key' ? { kind: 'host-key', trust: 'once' } : { kind: 'cancel' },
    sshConfig: { userFile, systemFile: '/nonexistent', ssh },
  })
  closers.push(opened.close)
  return opened
}

async function scripted(options: Parameters<typeof startScriptedGateway>[0]): Promise<ScriptedGateway> {
  const gateway = await startScriptedGateway(options)
  closers.push(() => gateway.close())
  return gateway
}

async function onHost(file: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(path.dirname(path.join(home, file)), { recursive: true })
  await writeFile(path.join(home, file), text, { mode })
}

const openclawConfig = (port: number, auth: object) =>
  `// mine\n${JSON.stringify({ gateway: { port, auth } })}\n`

const noteOf = ({ controller }: TestController): unknown =>
  controller.state.phase === 'online'
    ? controller.state.ladder.find(step => step.id === 'gateway-auth')?.note
    : controller.state.phase

async function everyFileUnder(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const texts = entries
    .filter(entry => entry.isFile())
    .map(entry => readFile(path.join(entry.parentPath, entry.name), 'latin1'))
  return (await Promise.all(texts)).join('\n')
}

/** What stands beside `gateway devices` on the host, answering from a file, and writing down what it was asked. */
async function installCli(name: string, pending: readonly object[]): Promise<void> {
  await onHost('pending.json', JSON.stringify({ pending, paired: [] }))
  await onHost(
    `.local/bin/${name}`,
    `#!/bin/sh\necho "$0 $*" >>"$HOME/asked"\necho 'a word of welcome'\n[ "$2" = list ] && cat "$HOME/pending.json"\nexit 0\n`,
    0o755,
  )
}

const askedOnHost = () => readFile(path.join(home, 'asked'), 'utf8').catch(() => '')

test.each<SshEngine>(['ssh2', 'system'])(
  'the secret is read on the host once, exchanged for a device token, and kept nowhere (%s)',
  async engine => {
    const gateway = await scripted({ token: secret })
    await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port, { mode: 'token', token: secret }))
    const opened = await openController(engine === 'system' ? 'ssh' : null)
    const { controller, reach, next, vault, stateDir } = opened
    controller.connect(target(gateway.port, engine))
    expect((await reach('needs-you')).error.code).toBe('GATEWAY_TOKEN_MISSING')

    await controller.readSecretOverSsh(signal)
    await reach('online')
    const file = path.join(home, '.openclaw/openclaw.json')
    expect(noteOf(opened)).toEqual(phrase('noteReadOverSsh', { how: 'token', file }))

    // What comes next is let in by the device's own token.
    const waiting = next('waiting')
    gateway.restart()
    await waiting
    await reach('online')
    expect(noteOf(opened)).toEqual(phrase('noteAuth', { how: 'device' }))
    expect(gateway.seen.at(-1)?.connect['auth']).not.toMatchObject({ token: secret })
    const kept = await Promise.all((await vault.list()).map(({ id }) => vault.read(id)))
    expect(kept.join('\n')).not.toContain(secret)
    expect(await everyFileUnder(stateDir)).not.toContain(secret)
  },
)

test('a gateway of Gangway’s own is let in with the token that it made for itself', async () => {
  const stateDir = path.join(home, '.local/state/gangway')
  await mkdir(stateDir, { recursive: true })
  const gateway = await startTestGateway({ stateDir, auth: {} })
  const opened = await openController()
  opened.controller.connect(target(gateway.port))
  await opened.reach('needs-you')
  await opened.controller.readSecretOverSsh(signal)
  await opened.reach('online')
  expect(noteOf(opened)).toMatchObject({ values: { file: path.join(stateDir, 'gateway-token') } })
})

test('a password is read as well, and of two configurations the one of this port counts', async () => {
  const gateway = await scripted({ password: secret })
  await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port + 1, { token: 'of another one' }))
  await onHost(
    '.local/state/gangway/gangway.json5',
    openclawConfig(gateway.port, { mode: 'password', password: secret, token: 'unused' }),
  )
  const opened = await openController()
  opened.controller.connect(target(gateway.port))
  await opened.reach('needs-you')
  await opened.controller.readSecretOverSsh(signal)
  await opened.reach('online')
  expect(noteOf(opened)).toMatchObject({ values: { how: 'password' } })
})

test.each<[string, string | undefined, Phrase['phrase']]>([
  ['no configuration', undefined, 'remoteNoFile'],
  ['one that is broken', '{ gateway: ', 'remoteNotJson5'],
  ['one without a secret', '{ gateway: { port: 1 } }', 'remoteNoSecret'],
  [
    'one that names another place',
    '{ gateway: { auth: { token: { source: "exec", provider: "op", id: "x" } } } }',
    'remoteElsewhere',
  ],
])('a host with %s is said to have none, and the question stays', async (_, text, why) => {
  const gateway = await scripted({ token: secret })
  if (text !== undefined) await onHost('.openclaw/openclaw.json', text)
  const { controller, reach } = await openController()
  controller.connect(target(gateway.port))
  await reach('needs-you')
  await expect(controller.readSecretOverSsh(signal)).rejects.toMatchObject({
    code: 'OVER_SSH_FAILED',
    report: { details: { host: 'box', what: 'read', why: { phrase: why } } },
  })
  expect(controller.state).toMatchObject({ phase: 'needs-you', error: { code: 'GATEWAY_TOKEN_MISSING' } })
})

test('a secret that the gateway refused is not offered a second time', async () => {
  const gateway = await scripted({ token: secret })
  await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port, { token: 'an old one' }))
  const { controller, reach, next } = await openController()
  controller.connect(target(gateway.port))
  await reach('needs-you')
  const again = next('needs-you')
  await controller.readSecretOverSsh(signal)
  expect((await again).error.code).toBe('GATEWAY_TOKEN_MISMATCH')
  await expect(controller.readSecretOverSsh(signal)).rejects.toMatchObject({
    report: { details: { why: { phrase: 'remoteAllRefused' } } },
  })
})

test('nothing is read or run on a host that wants nothing', async () => {
  const gateway = await scripted({})
  const { controller, reach } = await openController()
  controller.connect(target(gateway.port))
  await reach('online')
  await expect(controller.readSecretOverSsh(signal)).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  await expect(controller.approvePairingOverSsh('some-request', signal)).rejects.toMatchObject({
    code: 'NOT_CONNECTED',
  })
})

async function waitingForApproval() {
  const gateway = await scripted({})
  gateway.behaviour.pairing = true
  const opened = await openController()
  opened.controller.connect(target(gateway.port))
  const { error } = await opened.reach('needs-you')
  expect(error.code).toBe('PAIRING_REQUIRED')
  const [requestId, deviceId] = [
    sayDetail(error, 'requestId', inEnglish),
    sayDetail(error, 'deviceId', inEnglish),
  ]
  return { ...opened, gateway, requestId, deviceId }
}

test('this device’s own request is approved by the gateway’s own command, and by its id', async () => {
  const { controller, gateway, requestId, deviceId } = await waitingForApproval()
  await installCli('openclaw', [
    { requestId: 'another', deviceId: 'x' },
    { requestId, deviceId, role: 'operator' },
  ])
  await controller.approvePairingOverSsh(requestId, signal)
  const program = path.join(home, '.local/bin/openclaw')
  expect(await askedOnHost()).toBe(
    `${program} devices list --json\n${program} devices approve ${requestId}\n`,
  )
  gateway.approve(requestId)
})

test.each<[string, Phrase['phrase'], (own: { requestId: string; deviceId: string }) => object[]]>([
  ['is another device’s', 'approvalOtherDevice', own => [{ ...own, deviceId: 'f00', role: 'operator' }]],
  ['is for another role', 'approvalOtherRole', own => [{ ...own, role: 'node' }]],
  ['is not listed', 'approvalNotListed', own => [{ ...own, requestId: 'another-one', role: 'operator' }]],
])('a request that %s is left alone', async (_, why, pending) => {
  const { controller, requestId, deviceId } = await waitingForApproval()
  await installCli('gangway', pending({ requestId, deviceId }))
  await expect(controller.approvePairingOverSsh(requestId, signal)).rejects.toMatchObject({
    report: { details: { what: 'approve', why: { phrase: why } } },
  })
  expect(await askedOnHost()).not.toContain('approve')
})

test('a request other than the one the gateway waits for is never run, nor one with an odd id', async () => {
  const { controller, gateway, next } = await waitingForApproval()
  await installCli('openclaw', [])
  await expect(controller.approvePairingOverSsh('another-request', signal)).rejects.toMatchObject({
    report: { details: { why: { phrase: 'approvalStale' } } },
  })
  const details = { code: 'PAIRING_REQUIRED', reason: 'not-paired', requestId: 'a;touch x' }
  gateway.behaviour.refuse = { error: { code: 'NOT_PAIRED', message: 'no', details }, closeCode: 1008 }
  const again = next('needs-you')
  controller.retryNow()
  expect((await again).error.code).toBe('PAIRING_REQUIRED')
  await expect(controller.approvePairingOverSsh('a;touch x', signal)).rejects.toMatchObject({
    code: 'OVER_SSH_FAILED',
  })
  expect(await askedOnHost()).toBe('')
})

test('a host without the gateway’s program says so', async () => {
  const { controller, requestId } = await waitingForApproval()
  await expect(controller.approvePairingOverSsh(requestId, signal)).rejects.toMatchObject({
    report: { details: { why: { phrase: 'approvalNoProgram' } } },
  })
})
