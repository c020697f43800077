import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { openLocalGateway, type LocalGateway } from '../../src-main/local-gateway.ts'
import { silentLog } from '../../src-main/logging/log.ts'
import { openOwnGatewaySettings, type OwnGatewaySettings } from '../../src-main/own-gateway.ts'
import { openVault, type SecretVault } from '../../src-main/settings/secret-vault.ts'
import { openSettings, type SettingsStore } from '../../src-main/settings/settings-store.ts'
import { freePort } from '../support/free-port.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let settings: SettingsStore
let vault: SecretVault
let localGateway: LocalGateway
let own: OwnGatewaySettings
const configFile = () => path.join(dir.path, 'gangway.json5')
const written = () => readFile(configFile(), 'utf8')
const never = new AbortController().signal

async function open(document?: string) {
  if (document !== undefined) await writeFile(configFile(), document)
  settings = await openSettings(dir.path)
  vault = await openVault({ stateDir: dir.path, settings, env: { GANGWAY_VAULT: 'memory' } })
  localGateway = openLocalGateway({ stateDir: dir.path, profile: 'default', settings, vault, log: silentLog })
  own = openOwnGatewaySettings({ profile: 'default', settings, vault, localGateway, env: {} })
}

beforeEach(async () => {
  dir = await makeTempDir('own-gateway')
})
afterEach(async () => {
  await localGateway.close()
  await dir.remove()
})

test('without a file everything is as a gateway has it by itself', async () => {
  await open()
  expect(await own.current()).toMatchObject({
    port: 18_789,
    hasOwnPort: false,
    bind: 'loopback',
    auth: 'token',
    hasPassword: false,
    model: undefined,
    needsRestart: false,
  })
})

test('a change is written where it belongs, and what a person wrote stays', async () => {
  await open(`{
  // Mine.
  gateway: { port: 4000, auth: { token: 'given by a person' } },
  agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] } } },
}
`)
  await own.change({ port: null, bind: 'tailnet', model: 'openai/gpt-9' })
  await own.change({ provider: { id: 'anthropic', baseUrl: 'https://proxy.example/v1' } })
  const text = await written()
  expect(text).toContain('// Mine.')
  expect(text).toContain("fallbacks: ['c/d']")
  expect(text).toContain('given by a person')
  expect(text).not.toContain('4000')
  const now = await own.current()
  expect(now).toMatchObject({ hasOwnPort: false, bind: 'tailnet', model: 'openai/gpt-9' })
  expect(now.providers.find(({ id }) => id === 'anthropic')).toMatchObject({
    baseUrl: 'https://proxy.example/v1',
  })
  // A provider that is configured is no longer filled in, so what it speaks is written as well.
  expect(text).toContain('anthropic-messages')

  await own.change({ model: null, provider: { id: 'anthropic', baseUrl: null } })
  expect(await own.current()).toMatchObject({ model: undefined })
  expect(await written()).not.toContain('anthropic')
})

test('a gateway that others reach is not left open, nor with a token that nobody was given', async () => {
  await open('{ gateway: { auth: { mode: "none" } } }')
  for (const change of [{ bind: 'lan' }, { bind: 'tailnet' }, { bind: 'lan', auth: 'token' }] as const) {
    await expect(own.change(change)).rejects.toMatchObject({ code: 'BIND_REFUSED' })
  }
  await own.setSecret({ kind: 'token', secret: 'a token of mine' })
  expect(await own.change({ bind: 'lan' })).toMatchObject({ hasToken: true, isReachable: true })
  await expect(own.change({ auth: 'none' })).rejects.toMatchObject({ code: 'BIND_REFUSED' })
  await expect(own.change({ auth: 'password' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await own.current()).toMatchObject({ bind: 'lan', auth: 'token' })
  expect(await written()).not.toContain('a token of mine')
})

test('behind Tailscale Serve a gateway is not opened to everybody either', async () => {
  await open('{ gateway: { tailscale: { mode: "serve" } } }')
  await expect(own.change({ auth: 'none' })).rejects.toMatchObject({
    code: 'BIND_REFUSED',
    report: { details: { bind: 'tailscale serve' } },
  })
  expect(await own.change({ auth: 'token' })).toMatchObject({ auth: 'token' })
})

test('the gateway of the app does not start on a network with the token that it made for itself', async () => {
  await open(`{ gateway: { bind: 'lan', port: ${await freePort()} } }`)
  await expect(localGateway.start(never)).rejects.toMatchObject({ code: 'BIND_REFUSED' })
  expect(await readdir(dir.path)).not.toContain('gateway-token')
  await own.setSecret({ kind: 'token', secret: 'a token of mine' })
  expect(await localGateway.start(never)).toMatchObject({ token: 'a token of mine' })
})

test('a token that is set counts before one that stands in the file, which goes', async () => {
  await open(`{ gateway: { port: ${await freePort()}, auth: { token: 'written out here' } } }`)
  await own.setSecret({ kind: 'token', secret: 'a token of mine' })
  expect(await written()).not.toContain('written out here')
  expect(await localGateway.start(never)).toMatchObject({ token: 'a token of mine' })
})

test('this app shows its gateway the secret that is in force', async () => {
  await open(`{ gateway: { port: ${await freePort()} } }`)
  await own.setSecret({ kind: 'token', secret: 'a token of mine' })
  await own.setSecret({ kind: 'password', secret: 'a long enough one' })
  const shown = () => readGatewaySecret(vault, { kind: 'local' })
  expect(await shown()).toEqual({ password: 'a long enough one' })
  await own.change({ auth: 'token' })
  expect(await shown()).toEqual({ token: 'a token of mine' })
  await own.change({ auth: 'none' })
  expect(await shown()).toEqual({})
})

test('on loopback a vault that is locked leaves the token made for this computer', async () => {
  await open(`{ gateway: { port: ${await freePort()}, auth: { mode: 'token' } } }`)
  const locked = { ...vault, read: () => Promise.reject(new Error('locked')) }
  const gateway = openLocalGateway({
    stateDir: dir.path,
    profile: 'default',
    settings,
    vault: locked,
    log: silentLog,
  })
  const { token } = await gateway.start(never)
  expect(await readFile(path.join(dir.path, 'gateway-token'), 'utf8')).toBe(token)
  await gateway.close()
})

test('a file that cannot be read is left as it is', async () => {
  await open('{ gateway: ')
  expect((await own.current()).problem).toMatchObject({ code: 'SETTINGS_BROKEN' })
  await expect(own.change({ port: 5000 })).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
  expect(await written()).toBe('{ gateway: ')
})

test('keys go to the vault and never into the file', async () => {
  await open()
  const after = await own.setModelKey({ provider: 'openai', key: ' sk-canary\n' })
  expect(after.providers.find(({ id }) => id === 'openai')?.hasKey).toBe(true)
  expect(JSON.stringify(after)).not.toContain('sk-canary')
  expect(await vault.read('model-key/openai')).toBe('sk-canary')
  await expect(written()).rejects.toThrow('ENOENT')
})

test('a new port and a password are in force after a restart, which is said to be due until then', async () => {
  const [first, second] = [await freePort(), await freePort()]
  await open(`{ gateway: { port: ${first} } }`)
  expect((await localGateway.start(never)).url).toBe(`ws://127.0.0.1:${first}`)
  expect(await own.change({ port: second })).toMatchObject({ port: second, needsRestart: true })
  expect(await own.setSecret({ kind: 'password', secret: 'a long enough one' })).toMatchObject({
    auth: 'password',
    needsRestart: true,
  })
  expect(await written()).not.toContain('long enough')
  expect(await own.restart()).toMatchObject({ needsRestart: false })
  const running = await localGateway.start(never)
  expect(running).toMatchObject({ url: `ws://127.0.0.1:${second}`, password: 'a long enough one' })
})

test('what counts only for new runs needs no restart', async () => {
  await open(`{ gateway: { port: ${await freePort()} } }`)
  await localGateway.start(never)
  expect(await own.change({ model: 'ollama/llama3.2' })).toMatchObject({ needsRestart: false })
})
