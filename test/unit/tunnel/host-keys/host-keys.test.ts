import { chmod, mkdir, readFile, stat, symlink, lstat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAppError } from '../../../../src-shared/errors.ts'
import {
  fingerprint,
  judgeHostKey,
  keyType,
  knownHostKeyTypes,
  replaceHostKey,
  saveHostKey,
  type HostKeyPlace,
} from '../../../../src-main/tunnel/host-keys/host-keys.ts'
import type { SshHost } from '../../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { hostKey, keyText, sshHost } from '../../../support/host-key-fixtures.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

const key = hostKey('ssh-ed25519', 'the host’s own')
const otherKey = hostKey('ssh-ed25519', 'another')
const rsaKey = hostKey('ssh-rsa', 'rsa')
const ecdsaKey = hostKey('ecdsa-sha2-nistp256')

let folder: TempDir
let userFile: string
let globalFile: string
let appFile: string

beforeEach(async () => {
  folder = await makeTempDir('host-keys')
  userFile = join(folder.path, 'known_hosts')
  globalFile = join(folder.path, 'global')
  appFile = join(folder.path, 'app', 'known_hosts')
})
afterEach(() => folder.remove())

function place(differing: Partial<SshHost> = {}): HostKeyPlace {
  const files = { userKnownHostsFiles: [userFile], globalKnownHostsFiles: [globalFile] }
  return { host: sshHost({ hostname: 'box', ...files, ...differing }), appFile }
}

test('a key on a plain line of any of the files is trusted, and the line is named', async () => {
  await writeFile(userFile, `# mine\nbox,box2 ${keyText(key)} comment\n`)
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'trusted', where: `${userFile}:2` })
  await writeFile(userFile, '')
  await writeFile(globalFile, `* ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'trusted', where: `${globalFile}:1` })
  await writeFile(globalFile, '')
  await saveHostKey(place(), key, { toUserFile: false })
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'trusted', where: `${appFile}:1` })
})

test('another key of the same type is a changed key, with the one expected', async () => {
  await writeFile(userFile, `box ${keyText(otherKey)}\n`)
  expect(await judgeHostKey(place(), key)).toEqual({
    kind: 'changed',
    where: `${userFile}:1`,
    expected: fingerprint(otherKey),
  })
})

test('one of several keys of a type is enough', async () => {
  await writeFile(userFile, `box ${keyText(otherKey)}\nbox ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toMatchObject({ kind: 'trusted' })
})

test('a key of another type than the known ones is new, with a reason to be careful', async () => {
  await writeFile(userFile, `box ${keyText(rsaKey)}\nbox ${keyText(ecdsaKey)}\n`)
  expect(await judgeHostKey(place(), key)).toMatchObject({
    kind: 'new',
    otherKnownTypes: ['ssh-rsa', 'ecdsa-sha2-nistp256'],
  })
})

test('where keys are accepted without asking, another type counts as changed, as for OpenSSH', async () => {
  await writeFile(userFile, `box ${keyText(rsaKey)}\n`)
  expect(await judgeHostKey(place({ strictHostKeyChecking: 'accept-new' }), key)).toMatchObject({
    kind: 'changed',
  })
  await writeFile(userFile, '')
  expect(await judgeHostKey(place({ strictHostKeyChecking: 'accept-new' }), key)).toMatchObject({
    kind: 'new',
  })
})

test('known types come first, and a host that is not known has none', async () => {
  expect(await knownHostKeyTypes(place())).toEqual([])
  await writeFile(userFile, `box ${keyText(rsaKey)}\n@cert-authority box ${keyText(key)}\n`)
  expect(await knownHostKeyTypes(place())).toEqual(['ssh-rsa'])
  expect(await knownHostKeyTypes(place({ port: 2222 }))).toEqual(['ssh-rsa'])
})

test('the bare name is trusted silently for another port, and never makes a key a changed one', async () => {
  await writeFile(userFile, `box ${keyText(key)}\n`)
  expect(await judgeHostKey(place({ port: 2222 }), key)).toMatchObject({ kind: 'trusted' })
  expect(await judgeHostKey(place({ port: 2222 }), otherKey)).toMatchObject({
    kind: 'new',
    otherKnownTypes: [],
  })
  await writeFile(userFile, `box ${keyText(key)}\n[box]:2222 ${keyText(otherKey)}\n`)
  expect(await judgeHostKey(place({ port: 2222 }), key)).toMatchObject({ kind: 'changed' })
})

test('an alias is looked up as it is, without the port', async () => {
  await writeFile(userFile, `nickname ${keyText(key)}\nbox ${keyText(otherKey)}\n`)
  expect(await judgeHostKey(place({ hostKeyAlias: 'nickname', port: 2222 }), key)).toMatchObject({
    kind: 'trusted',
  })
})

test('a revoked key is never trusted, whatever else is said of it', async () => {
  await writeFile(userFile, `box ${keyText(key)}\n@revoked * ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'revoked', where: `${userFile}:2` })
})

test('the line of a certificate authority is no plain key', async () => {
  await writeFile(userFile, `@cert-authority box ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'certificate-only' })
  expect(await judgeHostKey(place(), otherKey)).toEqual({ kind: 'certificate-only' })
})

test('lines with unknown markers or broken keys say nothing', async () => {
  const [type, text] = keyText(otherKey).split(' ')
  await writeFile(
    userFile,
    `@future box ${keyText(otherKey)}\nbox ${type} ${text?.slice(0, 40)}\nbox ssh-rsa ${text}\nbox\nbox ssh-ed25519\n`,
  )
  expect(await judgeHostKey(place(), key)).toEqual({ kind: 'new', otherKnownTypes: [], alsoKnownAs: [] })
})

test('other names with the very same key are told', async () => {
  await writeFile(userFile, `old-name,10.0.0.7 ${keyText(key)}\n`)
  await saveHostKey(place({ hostname: 'secret', hashKnownHosts: true }), key, { toUserFile: false })
  expect(await judgeHostKey(place(), key)).toEqual({
    kind: 'new',
    otherKnownTypes: [],
    alsoKnownAs: [`a hashed name (${appFile}:1)`, 'old-name', '10.0.0.7'],
  })
})

test('names are compared without regard to case, and international ones in either form', async () => {
  await writeFile(userFile, `BOX ${keyText(key)}\nxn--mnchen-3ya.example ${keyText(key)}\n`)
  expect(await judgeHostKey(place({ hostname: 'Box' }), key)).toMatchObject({ kind: 'trusted' })
  expect(await judgeHostKey(place({ hostname: 'münchen.example' }), key)).toMatchObject({ kind: 'trusted' })
  await writeFile(userFile, `münchen.example ${keyText(key)}\n`)
  expect(await judgeHostKey(place({ hostname: 'münchen.example' }), key)).toMatchObject({ kind: 'trusted' })
})

test('a file that changes is read again', async () => {
  await writeFile(userFile, `box ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toMatchObject({ kind: 'trusted' })
  await writeFile(userFile, `box ${keyText(otherKey)}\n`)
  expect(await judgeHostKey(place(), key)).toMatchObject({ kind: 'changed' })
})

test('a folder, a device or nothing in the place of a file is an empty file', async () => {
  const files = [folder.path, '/dev/null', join(folder.path, 'none')]
  expect(await judgeHostKey(place({ userKnownHostsFiles: files }), key)).toMatchObject({ kind: 'new' })
})

test.each([
  ['the key itself', () => `# list\n\n${keyText(key)} comment\n`, 'revoked'],
  ['another key', () => `${keyText(otherKey)}\r\n`, 'not revoked'],
  ['nothing', () => '', 'not revoked'],
  ['a broken line', () => `${keyText(otherKey)}\nssh-ed25519 AAAA\n`, 'unreadable'],
  ['a word', () => 'hello\n', 'unreadable'],
  ['half a revocation list', () => 'SSHKRL\n\0\0\0\0\x01', 'unreadable'],
])('a list of revoked keys with %s', async (_, content, verdict) => {
  const list = join(folder.path, 'revoked')
  await writeFile(list, content(), 'latin1')
  await writeFile(userFile, `box ${keyText(key)}\n`)
  const found = await judgeHostKey(place({ revokedHostKeys: list }), key)
  expect(found.kind).toBe(verdict === 'not revoked' ? 'trusted' : verdict)
})

test('a list of revoked keys that is not there stops every key', async () => {
  const list = join(folder.path, 'missing')
  await writeFile(userFile, `box ${keyText(key)}\n`)
  expect(await judgeHostKey(place({ revokedHostKeys: list }), key)).toEqual({
    kind: 'unreadable',
    path: list,
  })
})

test('a confirmed key is saved for the owner only, once, under its port', async () => {
  const there = place({ hostname: 'Box', port: 2222 })
  await saveHostKey(there, key, { toUserFile: true })
  await saveHostKey(there, key, { toUserFile: true })
  const line = `[box]:2222 ${keyText(key)}\n`
  expect(await readFile(appFile, 'utf8')).toBe(line)
  expect(await readFile(userFile, 'utf8')).toBe(line)
  expect((await stat(appFile)).mode & 0o777).toBe(0o600)
  expect((await stat(join(appFile, '..'))).mode & 0o777).toBe(0o700)
})

test('the user’s file is left alone unless that is wanted', async () => {
  await saveHostKey(place(), key, { toUserFile: false })
  await expect(readFile(userFile)).rejects.toThrow('ENOENT')
})

test('a file without an end to its last line keeps that line', async () => {
  await writeFile(userFile, `other ${keyText(rsaKey)}`)
  await saveHostKey(place(), key, { toUserFile: true })
  expect(await readFile(userFile, 'utf8')).toBe(`other ${keyText(rsaKey)}\nbox ${keyText(key)}\n`)
})

test('keys saved at the same time are all there', async () => {
  const places = Array.from({ length: 20 }, (_, number) => place({ hostname: `box${number}` }))
  await Promise.all(places.map(each => saveHostKey(each, key, { toUserFile: false })))
  for (const each of places) expect(await judgeHostKey(each, key)).toMatchObject({ kind: 'trusted' })
})

test('with HashKnownHosts the name is not to be seen', async () => {
  await saveHostKey(place({ hashKnownHosts: true }), key, { toUserFile: false })
  expect(await readFile(appFile, 'utf8')).toMatch(/^\|1\|/)
  expect(await judgeHostKey(place(), key)).toMatchObject({ kind: 'trusted' })
})

test('a key that cannot be saved is said so', async () => {
  await writeFile(join(folder.path, 'app'), 'a file where the folder should be')
  const saving = saveHostKey(place(), key, { toUserFile: false })
  await expect(saving).rejects.toSatisfy(error => isAppError(error, 'STORE_FAILED'))
})

test('replacing takes out the old key of that type and host, and nothing else', async () => {
  await writeFile(
    userFile,
    [
      '# mine',
      `box ${keyText(otherKey)}`,
      `box,friend ${keyText(otherKey)} shared`,
      `*.lan,b* ${keyText(otherKey)}`,
      `box ${keyText(rsaKey)}`,
      `friend ${keyText(otherKey)}`,
      `@revoked box ${keyText(hostKey('ssh-ed25519', 'revoked'))}`,
      '',
    ].join('\n'),
  )
  await chmod(userFile, 0o644)
  const before = await readFile(userFile, 'utf8')
  await saveHostKey(place({ hashKnownHosts: true }), otherKey, { toUserFile: false })

  await replaceHostKey(place(), key)

  expect(await readFile(userFile, 'utf8')).toBe(
    [
      '# mine',
      `friend ${keyText(otherKey)} shared`,
      `!box,*.lan,b* ${keyText(otherKey)}`,
      `box ${keyText(rsaKey)}`,
      `friend ${keyText(otherKey)}`,
      `@revoked box ${keyText(hostKey('ssh-ed25519', 'revoked'))}`,
      '',
    ].join('\n'),
  )
  expect(await readFile(`${userFile}.old`, 'utf8')).toBe(before)
  expect((await stat(userFile)).mode & 0o777).toBe(0o644)
  expect(await readFile(appFile, 'utf8')).toBe(`box ${keyText(key)}\n`)
  expect(await judgeHostKey(place(), key)).toMatchObject({ kind: 'trusted', where: `${appFile}:1` })
  expect(await judgeHostKey(place(), otherKey)).toMatchObject({ kind: 'changed' })
  expect(await judgeHostKey(place({ hostname: 'friend' }), otherKey)).toMatchObject({ kind: 'trusted' })
  expect(await judgeHostKey(place({ hostname: 'bee' }), otherKey)).toMatchObject({ kind: 'trusted' })
})

test('replacing a key that only the app knows leaves the user’s files untouched', async () => {
  await writeFile(userFile, `friend ${keyText(otherKey)}\n`)
  await saveHostKey(place(), otherKey, { toUserFile: false })
  await replaceHostKey(place(), key)
  await expect(readFile(`${userFile}.old`)).rejects.toThrow('ENOENT')
  expect(await readFile(appFile, 'utf8')).toBe(`box ${keyText(key)}\n`)
})

test('a known_hosts file that is a link stays one', async () => {
  const real = join(folder.path, 'dotfiles')
  await mkdir(real)
  await writeFile(join(real, 'known_hosts'), `box ${keyText(otherKey)}\n`)
  await symlink(join(real, 'known_hosts'), userFile)
  await replaceHostKey(place(), key)
  expect((await lstat(userFile)).isSymbolicLink()).toBe(true)
  expect(await readFile(userFile, 'utf8')).toBe('')
})

test('bytes that are no key have no type, and no verdict but new', async () => {
  for (const bytes of ['', '\0\0\0', '\0\0\0\x05ab', '\xff\xff\xff\xffabc']) {
    const nothing = Buffer.from(bytes, 'latin1')
    expect(keyType(nothing)).toBe('')
    expect(await judgeHostKey(place(), nothing)).toMatchObject({ kind: 'new' })
  }
})
