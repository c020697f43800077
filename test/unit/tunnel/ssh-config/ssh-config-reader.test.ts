// What the comparison with `ssh -G` (test/integration) cannot show: limits, other systems' files, and that nothing is run.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAppError } from '../../../../src-shared/errors.ts'
import { parseConfigLine } from '../../../../src-main/tunnel/ssh-config/ssh-config-lines.ts'
import { readSshOptions } from '../../../../src-main/tunnel/ssh-config/ssh-config-reader.ts'
import { resolveSshHost } from '../../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { parseSshTarget } from '../../../../src-main/tunnel/ssh-config/ssh-target.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

const neverAborted = new AbortController().signal

let home: TempDir

beforeEach(async () => {
  home = await makeTempDir('ssh-reader')
})
afterEach(() => home.remove())

/** Resolves a target with the given files of a home folder; `system` is the system-wide one. */
async function read(target: string, files: Record<string, string | Buffer>) {
  for (const [name, content] of Object.entries(files)) {
    const path = join(home.path, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { mode: 0o600 })
  }
  const surroundings = {
    home: home.path,
    user: 'me',
    uid: 1000,
    hostname: 'laptop.lan',
    env: { FOO: 'foo' },
  }
  const source = { systemFile: join(home.path, 'system') }
  return readSshOptions(parseSshTarget(target), source, neverAborted, surroundings)
}

async function refusalOf(work: Promise<unknown>) {
  try {
    await work
  } catch (error) {
    if (isAppError(error)) return error.report
    throw error
  }
  return undefined
}

test('the first value wins, and the system-wide file comes last', async () => {
  const options = await read('web', {
    '.ssh/config': 'Host web\n  User first\nHost *\n  User second\n  IdentityFile a\n',
    system: 'User third\nPort 77\nIdentityFile b\nIdentityFile a\n',
  })
  expect(options.get('user')).toEqual(['first'])
  expect(options.get('port')).toEqual(['77'])
  expect(options.get('identityfile')).toEqual(['a', 'b'])
})

test('what was typed comes before what the files say', async () => {
  const options = await read('typed@web:99', { '.ssh/config': 'User other\nPort 1\n' })
  expect([options.get('user'), options.get('port')]).toEqual([['typed'], ['99']])
})

test('Include is relative to ~/.ssh, knows ~ and globs, and sorts by name', async () => {
  const options = await read('web', {
    '.ssh/config': 'Include conf.d/*.conf more\nInclude ~/.ssh/tilde missing/*\nUser last\n',
    '.ssh/conf.d/b.conf': 'IdentityFile b\n',
    '.ssh/conf.d/a.conf': 'IdentityFile a\n',
    '.ssh/conf.d/.hidden.conf': 'IdentityFile hidden\n',
    '.ssh/conf.d/c.txt': 'IdentityFile c\n',
    '.ssh/more': 'IdentityFile more\n',
    '.ssh/tilde': 'IdentityFile tilde\n',
  })
  expect(options.get('identityfile')).toEqual(['a', 'b', 'more', 'tilde'])
  expect(options.get('user')).toEqual(['last'])
})

test('an Include inside a block applies with the block, and its own blocks end with it', async () => {
  const files = {
    '.ssh/config': 'Host web\n  Include inner\n  User outer\nHost *\n  Port 5\n',
    '.ssh/inner': 'IdentityFile always\nHost nothing\n  Port 6\nMatch all\n  Compression yes\n',
  }
  const web = await read('web', files)
  expect(web.get('identityfile')).toEqual(['always'])
  expect([web.get('user'), web.get('port'), web.get('compression')]).toEqual([['outer'], ['5'], ['yes']])
  const other = await read('other', files)
  expect([other.get('identityfile'), other.get('compression')]).toEqual([undefined, undefined])
})

test.each([
  ['a file that includes itself', { '.ssh/config': 'Include config\n' }],
  ['two files that include each other', { '.ssh/config': 'Include b\n', '.ssh/b': 'Include config\n' }],
  ['a cycle in a block that does not apply', { '.ssh/config': 'Host other\nInclude config\n' }],
  ['many branches', { '.ssh/config': 'Include config\n'.repeat(3) }],
])('%s is refused', async (_, files) => {
  expect(await refusalOf(read('web', files))).toMatchObject({ code: 'SSH_CONFIG_BROKEN' })
})

test('many files that include many files come to an end', async () => {
  const files: Record<string, string> = { '.ssh/config': 'Include level0/*\n' }
  for (let level = 0; level < 12; level += 1) {
    for (const name of ['a', 'b', 'c']) files[`.ssh/level${level}/${name}`] = `Include level${level + 1}/*\n`
  }
  expect(await refusalOf(read('web', files))).toMatchObject({
    code: 'SSH_CONFIG_BROKEN',
    details: { why: 'more than 1024 files are included' },
  })
})

test.each([
  ['10 MB', '#'.repeat(10 * 1024 * 1024), 'larger than'],
  ['a very long line', `User ${'x'.repeat(70_000)}`, 'longer than'],
  ['UTF-16', Buffer.from('\u{feff}Host web', 'utf16le'), 'not plain text'],
  ['an open quote', 'Host web\nUser "x\n', 'invalid quotes'],
  ['a missing value', 'Host web\nUser\n', 'no argument'],
  ['an unknown Match criterion', 'Match weather sunny\n', 'not understood'],
  ['a jump to nowhere', 'ProxyJump a,,b\n', 'Invalid ProxyJump'],
  ['a jump that looks like an option', 'ProxyJump -oProxyCommand=x\n', 'Invalid ProxyJump'],
])('%s is refused with the file and the line', async (_, content, why) => {
  const refusal = await refusalOf(read('web', { '.ssh/config': content }))
  expect(refusal).toMatchObject({
    code: 'SSH_CONFIG_BROKEN',
    details: { path: join(home.path, '.ssh/config') },
  })
  expect(refusal?.details['why']).toContain(why)
})

test('the line of a mistake is counted in the file that holds it', async () => {
  const refusal = await refusalOf(
    read('web', { '.ssh/config': '\n\nInclude inner\n', '.ssh/inner': '# one\n# two\nPort x\n' }),
  )
  expect(refusal?.details).toMatchObject({ path: join(home.path, '.ssh/inner'), line: 3 })
})

test('a file that others may write to is refused', async () => {
  const path = join(home.path, '.ssh/config')
  await read('web', { '.ssh/config': 'User me\n' })
  await chmod(path, 0o666)
  expect(await refusalOf(readAgain())).toMatchObject({ code: 'SSH_CONFIG_BROKEN' })
  await chmod(path, 0o644)
  expect(await refusalOf(readAgain())).toBeUndefined()
})

const readAgain = () => read('web', {})

test('a byte order mark, CRLF, NUL and odd blanks do no harm', async () => {
  const options = await read('web', {
    '.ssh/config':
      '\u{feff}Host web\r\n\tUser = "a b"\r\n  Port=2222 # ssh\r\nHostName box\0.evil.example\r\n\f\r\n',
  })
  expect([options.get('user'), options.get('port'), options.get('hostname')]).toEqual([
    ['a b'],
    ['2222'],
    ['box'],
  ])
})

test('no files at all is a configuration too', async () => {
  const options = await read('web', {})
  expect([...options]).toEqual([['hostname', ['web']]])
})

test('Tag and Match tagged work together', async () => {
  const options = await read('web', {
    '.ssh/config': 'Host web\n  Tag office\nMatch tagged home\n  User no\nMatch tagged off*\n  User yes\n',
  })
  expect(options.get('user')).toEqual(['yes'])
})

test('a keyword from the future is named, unless IgnoreUnknown names it', async () => {
  const options = await read('web', {
    '.ssh/config': 'IgnoreUnknown Quiet*\nQuietThing 1\nFutureThing 2\nHost other\nOtherThing 3\n',
  })
  expect(options.get('not-understood')).toEqual(['futurething'])
})

test('RefuseConnection stops with its message', async () => {
  const userFile = join(home.path, 'config')
  await writeFile(userFile, 'Host old\n  RefuseConnection "use new instead"\n')
  const refusal = await refusalOf(resolveSshHost('old', { userFile, ssh: null }, neverAborted))
  expect(refusal).toMatchObject({ code: 'SSH_CONFIG_REFUSED', details: { what: 'use new instead' } })
})

test('our reader starts no process, whatever the configuration asks for', async () => {
  const started: unknown[] = []
  const note = (message: unknown) => started.push(message)
  subscribe('child_process', note)
  try {
    const touch = `touch ${join(home.path, 'pwned')}`
    const userFile = join(home.path, 'config')
    const lines = [
      `Match host other exec "${touch}"`,
      '  User no',
      'Match all',
      `ProxyCommand ${touch}`,
      `KnownHostsCommand ${touch}`,
      'PermitLocalCommand yes',
      `LocalCommand ${touch}`,
      `RemoteCommand ${touch}`,
      'IdentityFile "$(touch pwned)"',
      'IdentityAgent "`touch pwned`"',
      'HostKeyAlias "; touch pwned"',
    ]
    await writeFile(userFile, `${lines.join('\n')}\n`)
    const host = await resolveSshHost('web', { userFile, ssh: null }, neverAborted)
    expect(host.identityFiles).toEqual(['$(touch pwned)'])
    expect(host.needsSystemEngine).toContain('ProxyCommand')

    await writeFile(userFile, `Match exec "${touch}"\n  User yes\n`)
    const refusal = await refusalOf(resolveSshHost('web', { userFile, ssh: null }, neverAborted))
    expect(refusal).toMatchObject({ code: 'SSH_CONFIG_UNSUPPORTED' })
    expect(refusal?.message).toContain(`Match exec (${userFile}, line 1)`)
    expect(started).toEqual([])
    expect(await readdir(home.path)).toEqual(['config'])

    // The same watch does see the system's ssh.
    await writeFile(userFile, 'User plain\n')
    await resolveSshHost('web', { userFile, ssh: process.execPath }, neverAborted).catch(() => undefined)
    expect(started.length).toBeGreaterThan(0)
  } finally {
    unsubscribe('child_process', note)
  }
})

test('an attempt that was given up reads nothing more', async () => {
  const reason = new Error('given up')
  await expect(resolveSshHost('web', { ssh: null }, AbortSignal.abort(reason))).rejects.toBe(reason)
})

test('an ssh that does not exist is said to be missing, and not asked for when none was named', async () => {
  const userFile = join(home.path, 'config')
  await writeFile(userFile, 'User somebody\n')
  const named = resolveSshHost('web', { userFile, ssh: join(home.path, 'no-ssh') }, neverAborted)
  expect(await refusalOf(named)).toMatchObject({ code: 'SYSTEM_SSH_MISSING' })
})

test('tokens, ~ and variables are replaced in paths', async () => {
  const userFile = join(home.path, 'config')
  const me = userInfo()
  await writeFile(
    userFile,
    'Host web\nHostName %h.lan\nUser u\nPort 7\nHostKeyAlias Al\nIdentityFile ~/%d/%h/%n/%k/%p/%r/%u/%i/%%\nUserKnownHostsFile ~/x%h none-of\n',
  )
  const host = await resolveSshHost('web', { userFile, ssh: null }, neverAborted)
  expect(host.identityFiles).toEqual([
    `${me.homedir}/${me.homedir}/web.lan/web/al/7/u/${me.username}/${me.uid}/%`,
  ])
  expect(host.userKnownHostsFiles).toEqual([`${me.homedir}/xweb.lan`, 'none-of'])
})

test('a variable that is not set is an error, not an empty path', async () => {
  const userFile = join(home.path, 'config')
  await writeFile(userFile, 'IdentityFile ${GANGWAY_NOT_SET}/key\n')
  const refusal = await refusalOf(resolveSshHost('web', { userFile, ssh: null }, neverAborted))
  expect(refusal?.code).toBe('SSH_CONFIG_BROKEN')
  expect(refusal?.message).toContain('GANGWAY_NOT_SET is not set')
})

test.each([
  ['Port 22', 'port', ['22']],
  ['port=22', 'port', ['22']],
  ['PORT = 22', 'port', ['22']],
  ['"Port" 22', 'port', ['22']],
  ['User "a b"', 'user', ['a b']],
  ["User 'a b'", 'user', ['a b']],
  ['User a\\ b', 'user', ['a b']],
  ['User a\\"b', 'user', ['a"b']],
  ['User a\\b', 'user', ['a\\b']],
  ['Host a b # c', 'host', ['a', 'b']],
  ['Host a b#c', 'host', ['a', 'b#c']],
  ['Host a"b c"d', 'host', ['ab cd']],
])('%j is read as %s with %j', (text, keyword, words) => {
  expect(parseConfigLine(text)).toMatchObject({ keyword, words })
})
