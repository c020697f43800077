import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVault } from '../../../src-main/settings/secret-vault.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { eventually } from '../../support/eventually.ts'
import { phrase } from '../../../src-shared/said.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-vault-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

const secretsFile = () => path.join(stateDir, 'secrets.json')

async function openTestVault(kind: 'memory' | 'file') {
  const settings = await openSettings(stateDir)
  return openVault({ stateDir, settings, env: { GANGWAY_VAULT: kind } })
}

test('what is written is read again, listed by its label, and forgotten', async () => {
  const vault = await openTestVault('memory')
  await vault.write('gateway-secret/local', 'hush hush', 'Token of this computer')
  expect(await vault.read('gateway-secret/local')).toBe('hush hush')
  expect(await vault.list()).toEqual([{ id: 'gateway-secret/local', label: 'Token of this computer' }])
  await vault.forget('gateway-secret/local')
  expect(await vault.read('gateway-secret/local')).toBeUndefined()
  expect(await vault.list()).toEqual([])
})

test('in memory nothing reaches the disk, and status says so', async () => {
  const vault = await openTestVault('memory')
  await vault.write('password/server', 'hush hush', 'x')
  expect(vault.status()).toEqual({ backend: 'memory', why: phrase('vaultForced', { value: 'memory' }) })
  await expect(stat(secretsFile())).rejects.toThrow('ENOENT')
})

test('the file is private and outlives a restart', async () => {
  const vault = await openTestVault('file')
  await vault.write('password/server', 'hush hush', 'x')
  expect(await (await openTestVault('file')).read('password/server')).toBe('hush hush')
  expect(vault.status()).toMatchObject({ backend: 'file', path: secretsFile() })
  if (process.platform !== 'win32') expect((await stat(secretsFile())).mode & 0o777).toBe(0o600)
})

test('a damaged file is reported and never overwritten', async () => {
  await writeFile(secretsFile(), '{"half":')
  const vault = await openTestVault('file')
  await expect(vault.read('password/server')).rejects.toMatchObject({ code: 'VAULT_UNAVAILABLE' })
  await expect(vault.write('password/server', 'new one', 'x')).rejects.toMatchObject({
    code: 'VAULT_UNAVAILABLE',
  })
  expect(await readFile(secretsFile(), 'utf8')).toBe('{"half":')
})

test('an entry moved under another name is not taken for it', async () => {
  const vault = await openTestVault('file')
  await vault.write('passphrase/a', 'hush hush', 'x')
  const content = JSON.parse(await readFile(secretsFile(), 'utf8')) as Record<string, string>
  const moved = Object.fromEntries(
    Object.entries(content).map(([name, text]) => [name.replace('passphrase/', 'device-key/'), text]),
  )
  await writeFile(secretsFile(), JSON.stringify(moved))
  await expect(vault.read('device-key/a')).rejects.toMatchObject({ code: 'VAULT_UNAVAILABLE' })
})

test('each secret that passes is handed to the log to be taken out', async () => {
  const hidden: string[] = []
  const settings = await openSettings(stateDir)
  const env = { GANGWAY_VAULT: 'memory' }
  const vault = await openVault({ stateDir, settings, env, hide: secret => hidden.push(secret) })
  await vault.write('password/server', 'hush hush', 'x')
  expect(hidden).toEqual(['hush hush'])
})

test('without a keychain, consent moves the secrets into the file and taking it back removes the file', async () => {
  const settings = await openSettings(stateDir)
  // No session bus: there is no Secret Service to be found.
  const before = process.env['DBUS_SESSION_BUS_ADDRESS']
  process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'
  try {
    const vault = await openVault({ stateDir, settings, env: {} })
    if (vault.status().backend === 'keychain') return expect(process.platform).not.toBe('linux')
    await vault.write('password/server', 'hush hush', 'x')
    expect(vault.status()).toMatchObject({ backend: 'memory' })

    await settings.change({ allowSecretsFile: true })
    await eventually(() => vault.status().backend).toBe('file')
    expect(await vault.read('password/server')).toBe('hush hush')
    expect(await readFile(secretsFile(), 'utf8')).toContain('hush hush')

    await settings.change({ allowSecretsFile: false })
    await eventually(() =>
      stat(secretsFile()).then(
        () => 'there',
        () => 'gone',
      ),
    ).toBe('gone')
    expect(await vault.read('password/server')).toBe('hush hush')
  } finally {
    if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS']
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = before
  }
})
