// A device that is paired asks for one more right: to decide about other devices, from the window.
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sayDetail } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { gatewaySecretId, keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { openTestController } from '../support/connection-controller.ts'
import { eventually } from '../support/eventually.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  makeDevice,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../support/test-gateway.ts'

const signal = new AbortController().signal
const scope = 'operator.pairing'
const program = path.resolve(import.meta.dirname, '../../bin/gangway.js')
const closers: (() => Promise<unknown>)[] = []
let home = ''
let sshd: Sshd
let gateway: TestGateway

beforeEach(async () => {
  const dir = await makeTempDir('remote-home')
  home = dir.path
  await chmod(home, 0o755)
  sshd = await startSshd({ config: [`SetEnv HOME=${home} SHELL=/bin/sh PATH=/usr/local/bin:/usr/bin:/bin`] })
  gateway = await startTestGateway()
  closers.push(sshd.stop, dir.remove)
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

/** Connected over SSH, with the shared secret in the keychain. `agrees` to a right that the app asks about. */
async function connected(agrees: () => boolean = () => false) {
  const userFile = path.join(sshd.dir, 'ssh_config')
  const lines = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityAgent none']
  await writeFile(userFile, sshd.configText('box', [...lines, 'IdentitiesOnly yes']))
  const target: ConnectionTarget = { kind: 'ssh', host: 'box', gatewayPort: gateway.port, engine: 'ssh2' }
  const opened = await openTestController({
    ask: async question =>
      question.kind === 'host-key'
        ? { kind: 'host-key', trust: 'once' }
        : question.kind === 'over-ssh'
          ? { kind: 'over-ssh' }
          : question.kind === 'wider-scope' && agrees()
            ? { kind: 'wider-scope' }
            : { kind: 'cancel' },
    sshConfig: { userFile, systemFile: '/nonexistent', ssh: null },
  })
  closers.push(opened.close)
  await keepGatewaySecret(opened.vault, target, { kind: 'token', secret: testToken })
  opened.controller.connect(target)
  const scopes = () =>
    opened.controller.state.phase === 'online' ? opened.controller.state.gateway.scopes : undefined
  await opened.reach('online')
  const forgetSecret = () => opened.vault.forget(gatewaySecretId(target))
  return { ...opened, target, scopes, forgetSecret }
}

/** The command of the gateway's own host, for whoever logs in there. */
async function installGangway(): Promise<void> {
  const file = path.join(home, '.local/bin/gangway')
  const env = `GANGWAY_STATE_DIR='${home}/state' GANGWAY_GATEWAY_URL='${gateway.url}' GANGWAY_GATEWAY_TOKEN='${testToken}'`
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(
    file,
    `#!/bin/sh\n${env} GANGWAY_VAULT=memory exec '${process.execPath}' '${program}' "$@"\n`,
    {
      mode: 0o755,
    },
  )
}

test('is granted it at once where the shared secret is at hand, and keeps it', async () => {
  const { controller, scopes, states, reach, target } = await connected()
  const seen = states.length
  expect(scopes()).not.toContain(scope)
  expect(await controller.askForScope(scope, signal)).toBeUndefined()
  await eventually(() => scopes()).toContain(scope)
  expect(states.slice(seen).filter(({ phase }) => phase !== 'online')).toEqual([])
  expect(await controller.request('device.pair.list', {})).toMatchObject({ pending: [] })

  await controller.disconnect()
  controller.connect(target)
  await reach('online')
  expect(scopes()).toContain(scope)
})

test('without the secret it is filed as a request, while the connection goes on; once approved it is there', async () => {
  const { controller, scopes, states, forgetSecret } = await connected()
  await forgetSecret()
  const seen = states.length
  const asked = await controller.askForScope(scope, signal)
  expect(asked).toMatchObject({ code: 'PAIRING_REQUIRED', details: { reason: 'scope-upgrade' } })
  expect(await controller.askForScope(scope, signal)).toMatchObject({
    details: { requestId: asked?.details['requestId'] },
  })
  expect(states.slice(seen).filter(({ phase }) => phase !== 'online')).toEqual([])

  const owner = await connectPeer(gateway, { scopes: ['operator.admin', 'operator.pairing'] })
  await owner.request('device.pair.approve', { requestId: asked?.details['requestId'] })
  expect(await controller.askForScope(scope, signal)).toBeUndefined()
  await eventually(() => scopes()).toContain(scope)
})

test('with a yes to just that, the request is approved over SSH; then another device is let in from here', async () => {
  await installGangway()
  const { controller, scopes, asked, forgetSecret } = await connected()
  await forgetSecret()
  const waits = await controller.askForScope(scope, signal)
  const requestId = waits ? sayDetail(waits, 'requestId', inEnglish) : ''
  await controller.approvePairingOverSsh(requestId, signal)
  expect(asked.findLast(({ kind }) => kind === 'over-ssh')).toMatchObject({
    what: 'approve',
    commands: [
      `${home}/.local/bin/gangway devices list --json`,
      `${home}/.local/bin/gangway devices approve ${requestId}`,
    ],
  })
  expect(await controller.askForScope(scope, signal)).toBeUndefined()
  await eventually(() => scopes()).toContain(scope)

  // Another device, whose own secret is none: it can only wait.
  const other = makeDevice()
  const options = { device: other, scopes: ['operator.read'] }
  const first = await connectPeer(gateway, options)
  const token = first.hello.auth.deviceToken
  await first.close()
  const wider = { ...options, scopes: ['operator.read', 'operator.write'], token: String(token) }
  await expect(connectPeer(gateway, wider)).rejects.toThrow(/approval/)
  const { pending } = await controller.request<{ pending: { requestId: string; deviceId: string }[] }>(
    'device.pair.list',
    {},
  )
  expect(pending.map(({ deviceId }) => deviceId)).toEqual([other.id])
  await controller.request('device.pair.approve', { requestId: pending[0]?.requestId })
  const after = await connectPeer(gateway, wider)
  expect(after.hello.auth.scopes).toContain('operator.write')
})

test('nothing is approved over SSH for a device that asked for nothing', async () => {
  const { controller, asked } = await connected()
  const request = controller.approvePairingOverSsh('b7c1f2d0-6f0e-4a41-9a3e-2f6d3f7f9f10', signal)
  await expect(request).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  expect(asked.filter(({ kind }) => kind === 'over-ssh')).toEqual([])
})

const admin = 'operator.admin'

test('the right to everything is asked of a person first, and their no changes nothing', async () => {
  const { controller, scopes, states, asked, target } = await connected()
  const [seen, before] = [states.length, scopes()]
  await expect(controller.askForScope(admin, signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(asked.filter(({ kind }) => kind === 'wider-scope')).toEqual([
    { kind: 'wider-scope', scope: admin, target },
  ])
  expect(scopes()).toEqual(before)
  expect(states).toHaveLength(seen)

  const owner = await connectPeer(gateway, { scopes: ['operator.admin', 'operator.pairing'] })
  const { pending } = await owner.request<{ pending: unknown[] }>('device.pair.list', {})
  expect(pending).toEqual([])
})

test('with a yes the right to everything is granted at once; the next wish is asked about anew', async () => {
  let agreed = true
  const { controller, scopes, asked } = await connected(() => agreed)
  const questions = () => asked.filter(({ kind }) => kind === 'wider-scope').length
  expect(await controller.askForScope(admin, signal)).toBeUndefined()
  await eventually(() => scopes()).toContain(admin)
  agreed = false
  await expect(controller.askForScope(admin, signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(questions()).toBe(2)
})

test('a yes holds while the request waits for its approval, and not on the next connection', async () => {
  let agreed = true
  const { controller, asked, forgetSecret, target, next } = await connected(() => agreed)
  const questions = () => asked.filter(({ kind }) => kind === 'wider-scope').length
  await forgetSecret()
  for (let times = 0; times < 2; times += 1)
    expect(await controller.askForScope(admin, signal)).toMatchObject({ code: 'PAIRING_REQUIRED' })
  expect(questions()).toBe(1)

  agreed = false
  const online = next('online')
  controller.connect(target)
  await online
  await expect(controller.askForScope(admin, signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(questions()).toBe(2)
})

test('a yes holds no longer once nobody waits for the right', async () => {
  let agreed = true
  const { controller, asked, forgetSecret } = await connected(() => agreed)
  await forgetSecret()
  expect(await controller.askForScope(admin, signal)).toMatchObject({ code: 'PAIRING_REQUIRED' })
  controller.stopAskingForScope()
  agreed = false
  await expect(controller.askForScope(admin, signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(asked.filter(({ kind }) => kind === 'wider-scope')).toHaveLength(2)
})

test('a question about the right to everything goes with the window that wanted it', async () => {
  const { controller, scopes } = await connected(() => {
    closing.abort(new Error('the window was closed'))
    return true
  })
  const closing = new AbortController()
  const before = scopes()
  await expect(controller.askForScope(admin, closing.signal)).rejects.toThrow('the window was closed')
  expect(scopes()).toEqual(before)
})
