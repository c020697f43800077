import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectionTarget, SshEngine } from '../../src-shared/connection.ts'
import { sayDetail } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { OverSshPrompt, PromptAnswer } from '../../src-shared/prompts.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'
import { openTestController, type TestController } from '../support/connection-controller.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { makeTestHome } from '../support/test-tunnel.ts'
import { closeTestGateways, startTestGateway } from '../support/test-gateway.ts'

const secret = 'canary-secret-of-the-gateway'
const closers: (() => Promise<unknown>)[] = []
let home = ''
let sshd: Sshd

beforeEach(async () => {
  const dir = await makeTempDir('remote-home')
  home = dir.path
  await chmod(home, 0o755)
  // Every `cat` on the host is written down.
  await onHost('shim/cat', `#!/bin/sh\necho "cat $*" >>"${home}/read"\nexec /bin/cat "$@"\n`, 0o755)
  const env = `HOME=${home} SHELL=/bin/sh PATH=${home}/shim:/usr/local/bin:/usr/bin:/bin`
  sshd = await startSshd({ config: [`SetEnv ${env}`] })
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

const yes: PromptAnswer = { kind: 'over-ssh' }

async function openController(
  ssh: string | null = null,
  consent: () => PromptAnswer | Promise<PromptAnswer> = () => yes,
): Promise<TestController> {
  const userFile = path.join(sshd.dir, 'ssh_config')
  const lines = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityAgent none']
  await writeFile(userFile, sshd.configText('box', [...lines, 'IdentitiesOnly yes']))
  const opened = await openTestController({
    ask: async question =>
      question.kind === 'host-key'
        ? { kind: 'host-key', trust: 'once' }
        : question.kind === 'over-ssh'
          ? consent()
          : { kind: 'cancel' },
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
const readOnHost = () => readFile(path.join(home, 'read'), 'utf8').catch(() => '')

const consents = ({ asked }: TestController): OverSshPrompt[] =>
  asked.filter(question => question.kind === 'over-ssh')

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

test.each<SshEngine>(['ssh2', 'system'])(
  'the person is asked by the app itself, each time, with what is read there, and as whom (%s)',
  async engine => {
    const gateway = await scripted({ token: secret })
    await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port, { token: 'an old one' }))
    await onHost('.local/state/gangway/gangway.json5', '{}')
    const opened = await openController(engine === 'system' ? 'ssh' : null)
    const { controller, reach, next } = opened
    controller.connect(target(gateway.port, engine))
    await reach('needs-you')
    expect(await readOnHost()).toBe('')
    const again = next('needs-you')
    await controller.readSecretOverSsh(signal)
    await again
    const [asked] = consents(opened)
    expect(asked).toEqual({
      kind: 'over-ssh',
      what: 'read',
      host: 'box',
      user: sshd.user,
      hostKey: sshd.hostKey.fingerprint,
      commands: ['.openclaw/openclaw.json', '.local/state/gangway/gangway.json5'].map(
        file => `cat ${path.join(home, file)}`,
      ),
    })
    expect(await readOnHost()).toBe(`${asked?.commands.join('\n')}\n`)

    await expect(controller.readSecretOverSsh(signal)).rejects.toMatchObject({ code: 'OVER_SSH_FAILED' })
    expect(consents(opened)).toHaveLength(2)
  },
)

test('a person who declines has nothing read, and nothing run', async () => {
  const gateway = await scripted({ token: secret })
  await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port, { token: secret }))
  const opened = await openController(null, () => ({ kind: 'cancel' }))
  opened.controller.connect(target(gateway.port))
  await opened.reach('needs-you')
  const states = opened.states.length
  await opened.controller.readSecretOverSsh(signal)
  expect(consents(opened)).toHaveLength(1)
  expect(await readOnHost()).toBe('')
  expect(opened.states).toHaveLength(states)
})

test('a yes that comes when the gateway is another one, or none, is too late', async () => {
  const gateway = await scripted({ token: secret })
  await onHost('.openclaw/openclaw.json', openclawConfig(gateway.port, { token: secret }))
  const question = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<PromptAnswer>()
  const opened = await openController(null, () => {
    question.resolve()
    return answer.promise
  })
  opened.controller.connect(target(gateway.port))
  await opened.reach('needs-you')
  const reading = opened.controller.readSecretOverSsh(signal)
  await question.promise
  await opened.controller.disconnect()
  answer.resolve(yes)
  await expect(reading).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  expect(await readOnHost()).toBe('')
})

test.each<SshEngine>(['ssh2', 'system'])(
  'what was agreed to for another host key or account is not run (%s)',
  async engine => {
    const box = await makeTestHome()
    closers.push(box.remove)
    await box.configure(sshd.configText('box', []))
    const tunnel = await box.open('box', { engine })
    const command = { command: 'sh', input: `echo ran >>${home}/asked\n`, timeoutMs: 10_000 }
    const { peer } = await tunnel.run(command, signal)
    expect(peer).toEqual({ user: sshd.user, hostKey: sshd.hostKey.fingerprint })
    for (const onlyAt of [
      { ...peer, hostKey: 'SHA256:another' },
      { ...peer, user: 'another' },
    ]) {
      await expect(tunnel.run({ ...command, onlyAt }, signal)).rejects.toMatchObject({
        report: { details: { why: { phrase: 'remoteOtherHost' } } },
      })
    }
    await tunnel.run({ ...command, onlyAt: peer }, signal)
    expect(await askedOnHost()).toBe('ran\nran\n')
  },
)

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
  const opened = await waitingForApproval()
  const { controller, gateway, requestId, deviceId } = opened
  await installCli('openclaw', [
    { requestId: 'another', deviceId: 'x' },
    { requestId, deviceId, role: 'operator' },
  ])
  await controller.approvePairingOverSsh(requestId, signal)
  const program = path.join(home, '.local/bin/openclaw')
  const commands = [`${program} devices list --json`, `${program} devices approve ${requestId}`]
  expect(await askedOnHost()).toBe(`${commands.join('\n')}\n`)
  expect(consents(opened)).toMatchObject([{ what: 'approve', user: sshd.user, commands }])
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
