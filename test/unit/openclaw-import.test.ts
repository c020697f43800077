import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { ImportSource, maxImportBytes } from '../../src-shared/openclaw-import.ts'
import {
  AppSettings,
  defaultAppSettings,
  HostSettings,
  type AppSettingsChange,
} from '../../src-shared/settings.ts'
import { openOpenClawImport } from '../../src-main/openclaw-import.ts'
import { memoryVault } from '../support/memory-vault.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let home: TempDir
beforeEach(async () => {
  home = await makeTempDir('import')
  await mkdir(path.join(home.path, '.openclaw'))
})
afterEach(() => home.remove())

const config = () => path.join(home.path, '.openclaw', 'openclaw.json')
const open = (env = {}) => {
  const vault = memoryVault()
  let app = defaultAppSettings
  const settings = {
    get app() {
      return app
    },
    change: async (change: AppSettingsChange) => (app = AppSettings.parse({ ...app, ...change })),
  }
  return { vault, settings, openClaw: openOpenClawImport({ vault, settings, env, home: home.path }) }
}
const written = `{
  // written by hand, as JSON5
  gateway: { mode: 'remote', remote: { url: 'wss://quay.example', token: 'canary-4711', }, },
}`

test('the configuration of this account is found, and one that is named in the environment wins', async () => {
  expect(await open().openClaw.find()).toBeNull()
  await writeFile(config(), written)
  expect(await open().openClaw.find()).toBe(config())
  const other = path.join(home.path, 'other.json')
  expect(await open({ OPENCLAW_CONFIG_PATH: other }).openClaw.find()).toBeNull()
  await writeFile(other, '{}')
  expect(await open({ OPENCLAW_CONFIG_PATH: other }).openClaw.find()).toBe(other)
})

test('looking saves nothing; taking over puts the secret into the vault and leaves the file alone', async () => {
  await writeFile(config(), written)
  const { vault, openClaw } = open()
  const plan = await openClaw.read({ path: '~/.openclaw/openclaw.json' })
  expect(JSON.stringify(plan)).not.toContain('canary')
  expect(await vault.list()).toEqual([])

  const target = await openClaw.takeOver({ path: plan.path }, plan.hash)
  expect(target).toEqual({ kind: 'direct', url: 'wss://quay.example' })
  expect(await readGatewaySecret(vault, target)).toEqual({ token: 'canary-4711' })
  expect(await readFile(config(), 'utf8')).toBe(written)
  expect(await readdir(path.join(home.path, '.openclaw'))).toEqual(['openclaw.json'])
})

test('a host whose new keys are to be refused gets that setting, and keeps its others', async () => {
  const remote = { sshTarget: 'me@harbour', sshHostKeyPolicy: 'strict' }
  await writeFile(config(), JSON.stringify({ gateway: { mode: 'remote', remote } }))
  const { settings, openClaw } = open()
  await settings.change({ hosts: [HostSettings.parse({ host: 'me@harbour', label: 'Quay' })] })
  const plan = await openClaw.read({ path: config() })
  expect(plan).toMatchObject({ hostKeys: 'yes' })
  expect(settings.app.hosts).not.toMatchObject([{ strictHostKeyChecking: 'yes' }])
  await openClaw.takeOver({ path: plan.path }, plan.hash)
  expect(settings.app.hosts).toMatchObject([
    { host: 'me@harbour', label: 'Quay', strictHostKeyChecking: 'yes' },
  ])
})

test('a file that changed after it was shown is not taken over', async () => {
  await writeFile(config(), written)
  const { vault, openClaw } = open()
  const { hash } = await openClaw.read({ path: config() })
  await writeFile(config(), written.replace('quay.example', 'elsewhere.example'))

  await expect(openClaw.takeOver({ path: config() }, hash)).rejects.toThrow(
    'it has changed since it was shown',
  )
  expect(await vault.list()).toEqual([])
})

test('the text of a file is taken over as the file would be, and is looked at as sharply', async () => {
  const { vault, openClaw } = open()
  const source = { name: 'openclaw.json', text: written }
  const plan = await openClaw.read(source)
  expect(plan).toMatchObject({ path: 'openclaw.json', credential: { kind: 'token' } })
  expect(JSON.stringify(plan)).not.toContain('canary')
  expect(await vault.list()).toEqual([])

  const other = { ...source, text: written.replace('quay.example', 'elsewhere.example') }
  await expect(openClaw.takeOver(other, plan.hash)).rejects.toThrow('it has changed since it was shown')
  const target = await openClaw.takeOver(source, plan.hash)
  expect(await readGatewaySecret(vault, target)).toEqual({ token: 'canary-4711' })

  const refused = (text: string) => expect(openClaw.read({ ...source, text })).rejects
  await refused('{ token: "canary-4711" ').toThrow('it is not valid JSON5')
  await refused('ż'.repeat(512 * 1024 + 1)).toThrow('it is larger than 1024 kB')
})

test('a source is a path or a text within bounds, and nothing else', () => {
  const text = ' '.repeat(maxImportBytes)
  expect(ImportSource.safeParse({ path: '~/a.json' }).success).toBe(true)
  expect(ImportSource.safeParse({ name: 'a.json', text }).success).toBe(true)
  for (const wrong of [
    { path: '' },
    { name: 'a.json', text: `${text} ` },
    { name: '', text },
    { name: 'a.json', text, path: '/etc/passwd' },
    { name: 'a.json' },
    '/etc/passwd',
  ])
    expect(ImportSource.safeParse(wrong).success).toBe(false)
})

test.each([
  ['there is no such file', async () => undefined],
  ['it is not an ordinary file', () => mkdir(config())],
  ['it is not an ordinary file', async () => void execFileSync('mkfifo', [config()])],
  ['it is larger than 1024 kB', () => writeFile(config(), ' '.repeat(1024 * 1024 + 1))],
  ['it is not valid JSON5', () => writeFile(config(), '{ token: "canary-4711" ')],
  ['it is not valid JSON5', () => writeFile(config(), '[]')],
  ['it names no gateway that can be reached', () => writeFile(config(), '{ gateway: { mode: "remote" } }')],
])('what cannot be used is refused with the reason: %s', async (why, prepare) => {
  await prepare()
  const refusal = await open()
    .openClaw.read({ path: config() })
    .catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'IMPORT_UNUSABLE' })
  expect(String(refusal)).toContain(why)
  expect(JSON.stringify(refusal)).not.toContain('canary')
})
