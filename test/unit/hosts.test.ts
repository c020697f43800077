import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHosts, type Hosts } from '../../src-main/hosts.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { fingerprint } from '../../src-main/tunnel/host-keys/host-keys.ts'
import { errorReport } from '../../src-shared/errors.ts'
import { makeSshKey, type SshKey } from '../support/ssh-keys.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const never = new AbortController().signal
let dir: TempDir
let oldKey: SshKey
let newKey: SshKey
let appKnownHosts: string

beforeEach(async () => {
  dir = await makeTempDir('hosts')
  oldKey = await makeSshKey(dir.path, 'old')
  newKey = await makeSshKey(dir.path, 'new')
  appKnownHosts = path.join(dir.path, 'known_hosts')
})
afterEach(() => dir.remove())

async function openTestHosts(config: string, hosts: string[] = []): Promise<Hosts> {
  const userFile = path.join(dir.path, 'ssh_config')
  await writeFile(userFile, config)
  const settings = await openSettings(dir.path)
  await settings.change({
    hosts: hosts.map(host => ({ host, engine: 'ssh2' as const, gatewayPort: 18_789 })),
  })
  return openHosts({ sshConfig: { userFile, ssh: null }, appKnownHosts, settings })
}

const keyOf = (key: SshKey) => key.publicLine.split(' ').slice(0, 2).join(' ')
const changed = (host: string, key: SshKey) =>
  errorReport('HOST_KEY_CHANGED', {
    host,
    expected: fingerprint(oldKey.blob),
    presented: fingerprint(key.blob),
    keyType: 'ssh-ed25519',
    where: appKnownHosts,
    key: key.blob.toString('base64'),
  })

test('hosts of Settings come first, and each host once', async () => {
  const hosts = await openTestHosts('Host alpha beta\n  User me\nHost *\n', ['me@typed', 'beta'])
  const listed = await hosts.list()
  expect(listed.map(({ host, source }) => [host, source])).toEqual([
    ['me@typed', 'settings'],
    ['beta', 'settings'],
    ['alpha', 'ssh_config'],
  ])
})

test('a preview says what ssh_config makes of a host', async () => {
  const hosts = await openTestHosts(
    'Host alpha\n  HostName 10.0.0.2\n  User me\n  Port 2222\n  ProxyJump hop\n',
  )
  expect(await hosts.preview('alpha', never)).toMatchObject({
    hostname: '10.0.0.2',
    port: 2222,
    user: 'me',
    jumps: ['hop'],
    resolvedBy: 'gangway',
  })
  await expect(hosts.preview('-oProxyCommand=x', never)).rejects.toMatchObject({ code: 'TARGET_INVALID' })
})

test('a changed key is replaced once its fingerprint was read out', async () => {
  const hosts = await openTestHosts(
    `Host alpha\n  HostName 10.0.0.2\n  UserKnownHostsFile ${path.join(dir.path, 'none')}\n`,
  )
  await writeFile(appKnownHosts, `10.0.0.2 ${keyOf(oldKey)}\n10.0.0.3 ${keyOf(oldKey)}\n`)
  hosts.noteError(changed('alpha', newKey))

  await expect(hosts.replaceKey('alpha', fingerprint(oldKey.blob), never)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  await expect(hosts.replaceKey('alpha', '', never)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(hosts.replaceKey('beta', fingerprint(newKey.blob), never)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect(await readFile(appKnownHosts, 'utf8')).not.toContain(keyOf(newKey))

  await hosts.replaceKey('alpha', ` ${fingerprint(newKey.blob)} `, never)
  const known = await readFile(appKnownHosts, 'utf8')
  expect(known).toContain(`10.0.0.2 ${keyOf(newKey)}`)
  expect(known).not.toContain(`10.0.0.2 ${keyOf(oldKey)}`)
  expect(known).toContain(`10.0.0.3 ${keyOf(oldKey)}`)
  // Spent: the same answer does not work twice.
  await expect(hosts.replaceKey('alpha', fingerprint(newKey.blob), never)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('without an attempt that saw a changed key there is nothing to replace', async () => {
  const hosts = await openTestHosts('')
  hosts.noteError(
    errorReport('HOST_KEY_REVOKED', { host: 'alpha', fingerprint: fingerprint(newKey.blob), where: 'x' }),
  )
  await expect(hosts.replaceKey('alpha', fingerprint(newKey.blob), never)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})
