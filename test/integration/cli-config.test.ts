// The configuration from the command line: one value at a time, or a whole one that was OpenClaw's.
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let own: string
beforeEach(async () => {
  dir = await makeTempDir('cli-config')
  own = path.join(dir.path, 'state', 'gangway.json5')
})
afterEach(() => dir.remove())

const cli = (args: readonly string[], env: Record<string, string> = {}) =>
  runCli(['--state-dir', path.join(dir.path, 'state'), ...args], env)

/** As OpenClaw and a person left it: comments, a key nobody knows, a secret. */
const theirs = `{
  // the box in the cellar
  gateway: {
    mode: 'remote',
    remote: { url: 'wss://cellar.example', token: 'cellar-secret' },
  },
  hooks: { enabled: true },
}
`

async function writeTheirs(): Promise<string> {
  const file = path.join(dir.path, 'openclaw.json')
  await writeFile(file, theirs)
  await chmod(file, 0o400)
  return file
}

test('one value is set, read and taken away, and the rest stays as it is written', async () => {
  expect((await cli(['config', 'set', 'gateway.port', '4000'])).code).toBe(0)
  await writeFile(own, '{\n  // mine\n  gateway: { port: 4000 },\n}\n')
  expect((await cli(['config', 'set', 'gateway.bind', 'lan'])).code).toBe(0)
  expect(await readFile(own, 'utf8')).toBe('{\n  // mine\n  gateway: { port: 4000, bind: "lan" },\n}\n')
  expect(await cli(['config', 'get', 'gateway.port'])).toEqual({ code: 0, stdout: '4000\n', stderr: '' })
  expect((await cli(['config', 'unset', 'gateway.bind'])).code).toBe(0)
  expect(await readFile(own, 'utf8')).toContain('// mine')
  expect((await cli(['config', 'get', 'gateway.bind'])).code).toBe(1)
  expect(await readFile(`${own}.bak`, 'utf8')).toContain('lan')
})

test.each([
  ['gateway.port', 'many'],
  ['app.appearance', 'purple'],
  // A login would stand in a file in plain text.
  ['app.proxyAddress', 'http://ada:secret@proxy.example:3128'],
])('a value that cannot be used for %s is refused, and nothing is written', async (where, value) => {
  const refused = await cli(['config', 'set', where, value, '--json'])
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining(where)])
  await expect(readFile(own)).rejects.toThrow('ENOENT')
})

test('a secret comes from a file, stands in a private one, and is masked when it is read', async () => {
  const file = path.join(dir.path, 'token')
  await writeFile(file, '12345\n')
  await cli(['config', 'set', 'gateway.auth.token', '--value-file', file])
  expect(await readFile(own, 'utf8')).toContain('"12345"')
  expect((await stat(own)).mode & 0o077).toBe(0)
  const read = await cli(['config', 'get'])
  expect(read.stdout).not.toContain('12345')
  expect(read.stderr).toContain('masked')
})

test('an OpenClaw configuration is shown before it is taken over, and only read', async () => {
  const file = await writeTheirs()
  const shown = await cli(['config', 'import', file, '--dry-run', '--json'])
  expect(JSON.parse(shown.stdout)).toMatchObject({
    saved: false,
    preview: {
      mode: 'remote',
      target: { kind: 'direct', url: 'wss://cellar.example' },
      remote: { token: 'in the file' },
      unknownKeys: ['hooks'],
    },
  })
  expect(shown.stdout).not.toContain('cellar-secret')

  const unasked = await cli(['config', 'import', file])
  expect(unasked.code).toBe(1)
  expect(unasked.stderr).toContain('wss://cellar.example')
  await expect(readFile(own)).rejects.toThrow('ENOENT')

  expect((await cli(['config', 'import', '--yes'], { OPENCLAW_CONFIG_PATH: file })).code).toBe(0)
  expect(await readFile(own, 'utf8')).toBe(theirs)
  expect(await readFile(file, 'utf8')).toBe(theirs)
})

test('its secret moves to where secrets are kept, and what was mine stays', async () => {
  const file = await writeTheirs()
  const env = { GANGWAY_VAULT: 'file' }
  await cli(['config', 'set', 'gateway.port', '4000'])
  const imported = await cli(['config', 'import', file, '--yes'], env)
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining('private file')])
  const text = await readFile(own, 'utf8')
  expect(text).not.toContain('cellar-secret')
  expect(text).toContain('4000')
  expect(text).toContain('hooks')
  expect(await readFile(path.join(dir.path, 'state', 'secrets.json'), 'utf8')).toContain('cellar-secret')
})

test('a Telegram bot that comes along is switched off until somebody says that it is to be polled here', async () => {
  const file = path.join(dir.path, 'theirs.json5')
  await writeFile(file, "{ channels: { telegram: { botToken: '42:abc', enabled: true } } } // the bot")
  const silent = await cli(['config', 'import', file, '--yes'])
  expect([silent.code, silent.stdout]).toEqual([0, expect.stringContaining('switched off here')])
  expect((await cli(['config', 'get', 'channels.telegram.enabled'])).stdout.trim()).toBe('false')
  expect(await readFile(own, 'utf8')).toContain('// the bot')

  const spoken = await cli(['config', 'import', file, '--yes', '--poll-bot'])
  expect([spoken.code, spoken.stdout]).toEqual([0, expect.not.stringContaining('switched off')])
  expect((await cli(['config', 'get', 'channels.telegram.enabled'])).stdout.trim()).toBe('true')
})
