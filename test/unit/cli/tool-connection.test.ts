import { connect as connectTcp } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { targetKey, type ConnectionTarget } from '../../../src-shared/connection.ts'
import { toPair } from '../../../src-main/cli/reach-gateway.ts'
import { openToolConnection, type ToolConnectionParts } from '../../../src-main/cli/tool-connection.ts'
import { describeClient } from '../../../src-main/gateway-client/client-identity.ts'
import { loadDeviceIdentity } from '../../../src-main/gateway-client/device-identity.ts'
import { vaultDeviceTokens } from '../../../src-main/gateway-client/device-tokens.ts'
import { connectGateway } from '../../../src-main/gateway-client/gateway-connection.ts'
import type { SecretStore } from '../../../src-main/settings/secret-vault.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { memoryVault } from '../../support/memory-vault.ts'
import { settingsWith } from '../../support/settings.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../../support/test-gateway.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

/** A vault that must not be asked: a keychain may want a password. */
const lockedVault: SecretStore = {
  read: () => Promise.reject(new Error('the vault was read')),
  write: () => Promise.reject(new Error('the vault was written')),
  forget: () => Promise.reject(new Error('the vault was changed')),
  list: () => Promise.reject(new Error('the vault was listed')),
}

async function open(parts: Partial<ToolConnectionParts> & Pick<ToolConnectionParts, 'target'>) {
  const dir = await makeTempDir('tool')
  closers.push(dir.remove)
  const connection = await openToolConnection({
    credentials: undefined,
    needs: { asDevice: [], asTool: ['operator.read'] },
    version: '0.1.0',
    stateDir: dir.path,
    sshConfig: {},
    localGatewayPort: undefined,
    settings: settingsWith({}),
    vault: memoryVault(),
    ask: async () => ({ kind: 'cancel' }),
    log: silentLog,
    signal: new AbortController().signal,
    ...parts,
  })
  closers.push(connection.close)
  return connection
}

test('with the shared secret on loopback it comes without a device, for no more than it needs', async () => {
  const gateway = await startTestGateway()
  const connection = await open({
    target: { kind: 'direct', url: gateway.url },
    credentials: { token: testToken },
    needs: toPair,
    vault: lockedVault,
  })
  expect(connection.gateway).toMatchObject({
    authMethod: 'token',
    scopes: ['operator.admin', 'operator.pairing'],
  })
  expect(await connection.request('device.pair.list', {})).toMatchObject({ pending: [], paired: [] })
  expect(connection.ladder.filter(step => step.verdict !== 'passed').map(step => step.id)).toEqual(['health'])
})

test('the gateway of this computer is found by its port, with the token it made', async () => {
  const made = await startTestGateway({ auth: {} })
  const connection = await open({
    target: { kind: 'local' },
    localGatewayPort: made.port,
    stateDir: made.stateDir,
  })
  expect(connection.gateway.authMethod).toBe('token')
})

test('without a secret the device of this installation is shown', async () => {
  const gateway = await startTestGateway({ auth: { mode: 'none' } })
  const vault = memoryVault()
  await open({ target: { kind: 'direct', url: gateway.url }, vault })
  expect((await vault.list()).map(entry => entry.id)).toContain('device-key/this-installation')
  const peer = await connectPeer(gateway, { scopes: ['operator.pairing'] })
  const { paired } = await peer.request<{ paired: { clientId: string }[] }>('device.pair.list', {})
  expect(paired.map(device => device.clientId)).toContain('openclaw-linux')
  await peer.close()
})

/** What the app leaves behind once it was paired: a device token of the usual scopes, and no shared secret. */
async function vaultOfPairedApp(gateway: TestGateway, target: ConnectionTarget): Promise<SecretStore> {
  const vault = memoryVault()
  const device = await loadDeviceIdentity(vault)
  const client = describeClient({ version: '0.1.0', deviceId: device.id })
  const of = {
    gateway: targetKey(target),
    name: '',
    role: 'operator',
    deviceId: device.id,
    clientId: client.id,
  }
  const app = await connectGateway({
    url: () => gateway.url,
    where: gateway.url,
    host: '127.0.0.1',
    openStream: async () => connectTcp(gateway.port, '127.0.0.1'),
    device,
    client,
    credentials: async () => ({ token: testToken }),
    tokens: vaultDeviceTokens(vault, of),
    report: () => undefined,
    watchers: { event: () => undefined, gap: () => undefined },
    log: silentLog,
    signal: new AbortController().signal,
  })
  await app.close()
  return vault
}

test('a paired device needs no secret, and asks for wider scopes where fewer are of no use', async () => {
  const gateway = await startTestGateway()
  const target = { kind: 'direct', url: gateway.url } as const
  const vault = await vaultOfPairedApp(gateway, target)

  const usual = await open({ target, vault })
  expect(usual.gateway.authMethod).toBe('device-token')

  const wider = open({ target, vault, needs: toPair })
  await expect(wider).rejects.toMatchObject({ code: 'PAIRING_REQUIRED' })
  const tool = await open({ target, credentials: { token: testToken }, needs: toPair })
  const { pending } = await tool.request<{ pending: { scopes: string[] }[] }>('device.pair.list', {})
  expect(pending[0]?.scopes).toContain('operator.pairing')
})

test('an interrupted command leaves nothing open', async () => {
  const gateway = await startTestGateway()
  const abort = new AbortController()
  abort.abort(new Error('stop'))
  await expect(
    open({
      target: { kind: 'direct', url: gateway.url },
      credentials: { token: testToken },
      signal: abort.signal,
    }),
  ).rejects.toThrow('stop')
})
