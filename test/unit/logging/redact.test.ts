import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import { openLog } from '../../../src-main/logging/log.ts'
import { createRedactor } from '../../../src-main/logging/redact.ts'

const folders: string[] = []
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gangway-log-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** Each plants one canary: the word CANARY with its number must not come out at the other end. */
const planted: readonly (readonly [string, (canary: string) => unknown])[] = [
  ['a token field', canary => ({ token: canary })],
  ['a password field', canary => ({ password: canary })],
  ['a passphrase, deep inside', canary => ({ a: { b: [{ passphrase: canary }] } })],
  ['an Authorization header', canary => ({ headers: { Authorization: `Bearer ${canary}` } })],
  ['a cookie', canary => ({ Cookie: `session=${canary}` })],
  ['an API key field', canary => ({ apiKey: canary })],
  ['an api_key field', canary => ({ api_key: canary })],
  ['a private key field', canary => ({ privateKey: canary })],
  ['a device signature', canary => ({ device: { signature: canary } })],
  ['the auth of a connect frame', canary => ({ params: { auth: { token: canary } } })],
  ['a query string', canary => `GET https://host/path?a=${canary}`],
  ['a token in a fragment', canary => `open http://127.0.0.1:18789/#token=${canary}`],
  ['a query without its address', canary => `path?token=${canary}`],
  ['a user and password in an address', canary => `ws://me:${canary}@host/`],
  ['a bearer token in a sentence', canary => `sent Authorization: Bearer ${canary}`],
  ['a bearer token alone', canary => `bearer ${canary}`],
  ['an assignment', canary => `OPENCLAW_GATEWAY_TOKEN=${canary} gangway`],
  ['a password in quotes', canary => `password: "two words ${canary}"`],
  ['a frame as text', canary => `{"type":"req","params":{"auth":{"token":"${canary}"}}}`],
  ['an option', canary => `gangway --token ${canary}`],
  [
    'an OpenSSH key',
    canary => `-----BEGIN OPENSSH PRIVATE KEY-----\n${canary}\n-----END OPENSSH PRIVATE KEY-----`,
  ],
  ['a key cut short', canary => `-----BEGIN RSA PRIVATE KEY-----\n${canary}`],
  [
    'a PuTTY key',
    canary => `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${canary}\nPrivate-MAC: aa`,
  ],
  ['a provider key', canary => `said: Incorrect key sk-proj-${canary}abcdefghijklmn`],
  [
    'a bot token',
    canary => `https://api.telegram.org/bot123456789:${canary}abcdefghijklmnopqrstuvwxyz0123/getMe`,
  ],
  ['the text of an error', canary => ({ error: new Error(`token=${canary}`) })],
  ['the details of an error', canary => ({ error: appError('INTERNAL', { name: `secret: ${canary}` }) })],
  [
    'the cause of an error',
    canary => ({ error: new Error('x', { cause: new Error(`password=${canary}`) }) }),
  ],
  ['bytes', canary => ({ frame: Buffer.from(canary) })],
]

test.each(planted)('%s does not come out', (_, plant) => {
  const canary = 'CANARYx7Qm2'
  const { redact } = createRedactor()
  expect(JSON.stringify(redact(plant(canary)))).not.toContain(canary)
})

test('a secret that was named is taken out wherever it stands', () => {
  const { redact, hide } = createRedactor()
  hide('plain words nobody would suspect')
  expect(redact({ note: 'it said plain words nobody would suspect twice' })).toEqual({
    note: 'it said [redacted] twice',
  })
})

test('what is no secret stays readable', () => {
  const innocent = {
    host: 'me@server:22',
    fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDgqz5wOLqbHiOMZ9g',
    url: 'ws://127.0.0.1:18789/',
    requestId: '67963d97-23a1-4a57-9f0e-0c4a1b1f2f11',
    maxTokens: 512,
    steps: ['resolve', 'tcp'],
    nothing: undefined,
    when: null,
  }
  expect(createRedactor().redact(innocent)).toEqual(innocent)
})

test('a value that contains itself can be logged', () => {
  const round: Record<string, unknown> = { name: 'round' }
  round['self'] = round
  expect(createRedactor().redact(round)).toEqual({ name: 'round', self: '[circular]' })
})

test('none of the planted secrets is in the file, the ring or the listener’s lines', async () => {
  const stateDir = await makeFolder()
  const log = openLog({ stateDir, level: 'debug' })
  const heard: unknown[] = []
  log.onLine(line => heard.push(line))
  const canaries = planted.map(([title, plant], index) => {
    const canary = `CANARY${index}x7Qm2`
    log.child({ part: 'test' }).info(title, { found: plant(canary) })
    log.warn(typeof plant(canary) === 'string' ? (plant(canary) as string) : title)
    return canary
  })
  await log.close()
  const written = await readFile(log.path, 'utf8')
  expect(written.trim().split('\n')).toHaveLength(planted.length * 2)
  for (const place of [written, JSON.stringify(log.recent()), JSON.stringify(heard)]) {
    expect(canaries.filter(canary => place.includes(canary))).toEqual([])
  }
})

test('the file is for its owner alone, and turns over at its limit', async () => {
  const stateDir = await makeFolder()
  const log = openLog({ stateDir, limits: { maxBytes: 2_000, files: 3 } })
  for (let line = 0; line < 60; line += 1) {
    log.info('a line of some length to fill the file', { line })
    await log.flush()
  }
  await log.close()
  const folder = path.join(stateDir, 'logs')
  expect((await readdir(folder)).sort()).toEqual(['gangway.1.log', 'gangway.2.log', 'gangway.log'])
  const newest = (await readFile(log.path, 'utf8')).trim().split('\n').at(-1) ?? ''
  expect(JSON.parse(newest)).toMatchObject({ line: 59, level: 'info' })
  for (const name of await readdir(folder)) {
    expect((await stat(path.join(folder, name))).size).toBeLessThanOrEqual(2_000)
  }
  if (process.platform !== 'win32') expect((await stat(log.path)).mode & 0o777).toBe(0o600)
})

test('the ring keeps the newest 2,000 lines, and the level decides what is kept', async () => {
  const log = openLog({ stateDir: await makeFolder() })
  log.debug('not at this level')
  for (let line = 0; line < 2_100; line += 1) log.info('line', { line })
  expect(log.recent()).toHaveLength(2_000)
  expect(log.recent()[0]).toMatchObject({ line: 100 })
  log.setLevel('debug')
  log.debug('now it is')
  expect(log.recent().at(-1)).toMatchObject({ level: 'debug', message: 'now it is' })
  await log.close()
})

test('a field cannot pass for the level, the time or the sentence', async () => {
  const log = openLog({ stateDir: await makeFolder() })
  log.error('true', { message: 'false', level: 'info', at: 'never' })
  expect(log.recent()[0]).toMatchObject({ message: 'true', level: 'error' })
  await log.close()
})

test('a log that cannot write its file says so once and goes on', async () => {
  const log = openLog({ stateDir: '/dev/null/nowhere' })
  log.info('one')
  await log.flush()
  log.info('two')
  await log.close()
  expect(log.recent().map(line => line.message)).toEqual(['one', 'the log file cannot be written', 'two'])
})
