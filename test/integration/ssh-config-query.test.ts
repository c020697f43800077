// What the system's own ssh is asked, and what becomes of its complaints.
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isAppError } from '../../src-shared/errors.ts'
import { queryArguments } from '../../src-main/tunnel/ssh-config/ssh-config-query.ts'
import { resolveSshHost } from '../../src-main/tunnel/ssh-config/ssh-host.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const neverAborted = new AbortController().signal

let folder: TempDir
let userFile: string

beforeEach(async () => {
  folder = await makeTempDir('ssh-query')
  userFile = join(folder.path, 'config')
})
afterEach(() => folder.remove())

async function refusalOf(target: string, config: string) {
  await writeFile(userFile, config)
  try {
    await resolveSshHost(target, { userFile, ssh: 'ssh' }, neverAborted)
  } catch (error) {
    if (isAppError(error)) return error.report
    throw error
  }
  return undefined
}

test('the host comes after --, user and port before it, each an argument of its own', () => {
  expect(queryArguments({ host: 'web', user: 'me', port: 22 }, { userFile: '/a b/c' })).toEqual([
    '-G',
    '-F',
    '/a b/c',
    '-p',
    '22',
    '-l',
    'me',
    '--',
    'web',
  ])
})

test.each([
  ['Host web\n  Port x\n', 2, 'Bad port'],
  ['Nonsense 1\n', 1, 'Bad configuration option'],
  ['User "open\n', 1, 'quotes'],
])('the complaint about %j names file and line', async (config, line, why) => {
  const refusal = await refusalOf('web', config)
  expect(refusal).toMatchObject({ code: 'SSH_CONFIG_BROKEN', details: { path: userFile, line } })
  expect(refusal?.details['why']).toContain(why)
})

test('an included file that others may write to is named', async () => {
  const included = join(folder.path, 'included')
  await writeFile(included, 'User me\n')
  await chmod(included, 0o666)
  const refusal = await refusalOf('web', `Include ${included}\n`)
  expect(refusal).toMatchObject({ code: 'SSH_CONFIG_BROKEN', details: { path: included, line: 0 } })
})

test('files that include each other are refused in the words of ssh', async () => {
  const refusal = await refusalOf('web', `Include ${userFile}\n`)
  expect(refusal).toMatchObject({ code: 'SSH_CONFIG_BROKEN', details: { path: userFile, line: 0 } })
  expect(refusal?.message).toContain('recursive')
})

test.each(['ssh', null])('a file named by hand that is not there is an error (%s)', async ssh => {
  const missing = join(folder.path, 'missing')
  const resolving = resolveSshHost('web', { userFile: missing, ssh }, neverAborted)
  await expect(resolving).rejects.toMatchObject({
    report: { code: 'SSH_CONFIG_BROKEN', details: { path: missing } },
  })
})

test('several known_hosts files are told apart, blanks in their names included', async () => {
  await writeFile(userFile, 'UserKnownHostsFile "/with a blank/kh" /kh2\n')
  const host = await resolveSshHost('web', { userFile, ssh: 'ssh' }, neverAborted)
  expect(host.userKnownHostsFiles).toEqual(['/with a blank/kh', '/kh2'])
  expect(host.resolvedBy).toBe('ssh')
})

test('lists of algorithms are absent unless they are configured', async () => {
  await writeFile(userFile, 'Ciphers aes256-ctr\n')
  const host = await resolveSshHost('web', { userFile, ssh: 'ssh' }, neverAborted)
  expect(host.ciphers).toEqual(['aes256-ctr'])
  expect([host.macs, host.kexAlgorithms, host.hostKeyAlgorithms]).toEqual([undefined, undefined, undefined])
})

test('giving up ends ssh and the Match exec it is waiting for', async () => {
  const started = join(folder.path, 'started')
  await writeFile(userFile, `Match exec "echo $$ > ${started}; exec sleep 600"\n  User me\n`)
  const attempt = new AbortController()
  const resolving = resolveSshHost('web', { userFile, ssh: 'ssh' }, attempt.signal)
  resolving.catch(() => undefined)
  const patient = { timeout: 50_000 }
  const pid = await vi.waitFor(
    async () => Number.parseInt(await readFile(started, 'utf8'), 10) || fail(),
    patient,
  )
  const reason = new Error('given up')
  attempt.abort(reason)
  await expect(resolving).rejects.toBe(reason)
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), patient)
})

function fail(): never {
  throw new Error('not yet')
}

test('a computer without ssh gets the same answer from our own reader', async () => {
  await writeFile(userFile, 'User somebody\n')
  vi.stubEnv('PATH', folder.path)
  try {
    const host = await resolveSshHost('web', { userFile }, neverAborted)
    expect([host.user, host.resolvedBy]).toEqual(['somebody', 'gangway'])
  } finally {
    vi.unstubAllEnvs()
  }
})
