import { access, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listConfiguredHosts, resolveSshHost } from '../../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

let folder: TempDir

beforeEach(async () => {
  folder = await makeTempDir('ssh-hosts')
})
afterEach(() => folder.remove())

async function list(config: string, included: Record<string, string> = {}) {
  const userFile = join(folder.path, 'config')
  await writeFile(userFile, config.replaceAll('DIR', folder.path))
  for (const [name, text] of Object.entries(included)) {
    await writeFile(join(folder.path, name), text.replaceAll('DIR', folder.path), { mode: 0o600 })
  }
  return listConfiguredHosts({ userFile })
}

const me = userInfo().username

test('aliases are listed in order, with where they lead', async () => {
  expect(
    await list(
      'Host web www\n  HostName 10.0.0.1\n  User deploy\n  Port 2222\nHost db\n  HostName %h.internal\nHost plain\n',
    ),
  ).toEqual([
    { host: 'web', summary: 'deploy@10.0.0.1:2222' },
    { host: 'www', summary: 'deploy@10.0.0.1:2222' },
    { host: 'db', summary: `${me}@db.internal:22` },
    { host: 'plain', summary: `${me}@plain:22` },
  ])
})

test('patterns, negations and names nobody could type are left out', async () => {
  expect(await list('Host * web? !secret real -oops "a b" x;y\n')).toEqual([
    { host: 'real', summary: `${me}@real:22` },
  ])
})

test('an alias is listed once, and what patterns and Match say of it counts', async () => {
  expect(
    await list(
      'User *first\nHost web\n  Port 1\nHost web db\n  Port 2\nHost w*\n  HostName %h.example\nMatch originalhost db\n  HostName found\nMatch host found user *first\n  Port 3\n',
    ),
  ).toEqual([
    { host: 'web', summary: '*first@web.example:1' },
    { host: 'db', summary: '*first@found:2' },
  ])
})

test('hosts in included files are listed, cycles and broken lines passed over', async () => {
  expect(
    await list('Include DIR/more\nHost last\nUser "open\nPort 9\n', {
      more: 'Include DIR/config\nHost inner\n  User x\n  Port nonsense\n',
    }),
  ).toEqual([
    { host: 'inner', summary: 'x@inner:22' },
    { host: 'last', summary: `${me}@last:9` },
  ])
})

test('an alias in a file that is included for other hosts is not listed', async () => {
  expect(
    await list('Host work-*\n  Include DIR/work\n', { work: 'Host work-a\nPort 5\nHost home\n' }),
  ).toEqual([{ host: 'work-a', summary: `${me}@work-a:5` }])
})

test('Match exec is never run and never counts', async () => {
  const path = join(folder.path, 'pwned')
  expect(await list(`Host web\nMatch exec "touch ${path}"\n  Port 5\nMatch all\n  User u\n`)).toEqual([
    { host: 'web', summary: 'u@web:22' },
  ])
  await expect(access(path)).rejects.toThrow('ENOENT')
})

test('no file, no hosts', async () => {
  expect(await listConfiguredHosts({ userFile: join(folder.path, 'none') })).toEqual([])
})

test('five thousand hosts are all there, and lead where the full reader says', async () => {
  const blocks = Array.from(
    { length: 5_000 },
    (_, number) =>
      `Host h${number}\n  HostName 10.0.${number >> 8}.${number & 255}\n  Port ${2000 + (number % 50)}\n`,
  )
  const hosts = await list(`${blocks.join('')}Host h*\n  User ops\n`)
  expect(hosts).toHaveLength(5_000)
  const userFile = join(folder.path, 'config')
  for (const number of [0, 2_500, 4_999]) {
    const host = await resolveSshHost(`h${number}`, { userFile, ssh: null }, new AbortController().signal)
    expect(hosts[number]?.summary).toBe(`${host.user}@${host.hostname}:${host.port}`)
  }
})
