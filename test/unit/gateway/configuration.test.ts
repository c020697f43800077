import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import JSON5 from 'json5'
import { afterEach, describe, expect, test } from 'vitest'
import { closeTestGateways, connectPeer, startTestGateway, type Peer } from '../../support/test-gateway.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const folders: TempDir[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const folder of folders.splice(0)) await folder.remove()
})

const written = `// written by hand
{
  gateway: { auth: { mode: 'token', token: 'the-gateway-secret' } },
  models: {
    providers: {
      a: {
        baseUrl: 'http://localhost:1/v1', // the old one
        apiKey: 'sk-1',
        headers: { 'X-Key': 'sk-2' },
        models: [{ id: 'one' }, { id: 'two' }],
      },
    },
  },
  plugins: { mine: { colour: 'red' } },
}
`

type Got = {
  hash: string
  raw: string | null
  config: Record<string, unknown>
  valid: boolean
  issues: object[]
}

/** A gateway with a file of its own. */
async function start(text = written, options: object = {}) {
  const folder = await makeTempDir('config')
  folders.push(folder)
  const configPath = `${folder.path}/gangway.json5`
  if (text !== '') writeFileSync(configPath, text)
  const gateway = await startTestGateway({
    config: text === '' ? {} : JSON5.parse(text),
    configPath,
    ...options,
  })
  const admin = await connectPeer(gateway, { scopes: ['operator.admin'] })
  const onDisk = () => readFileSync(configPath, 'utf8')
  return { gateway, admin, configPath, onDisk }
}

const get = (peer: Peer) => peer.request<Got>('config.get')

async function patch(peer: Peer, change: unknown, more: object = {}) {
  const { hash: baseHash } = await get(peer)
  return peer.request('config.patch', { raw: JSON5.stringify(change), baseHash, ...more })
}

const modelNames = async (peer: Peer) =>
  (await peer.request<{ models: { id: string }[] }>('models.list')).models.map(({ id }) => id)

test('the configuration is shown without its secrets', async () => {
  const { gateway, admin } = await start()
  const reader = await connectPeer(gateway)
  const forReader = await get(reader)
  const forAdmin = await get(admin)
  expect(forReader).toMatchObject({ valid: true, raw: null, hash: forAdmin.hash })
  expect(forAdmin.raw).toBe(written.replaceAll(/'the-gateway-secret'|'sk-[12]'/g, '"__OPENCLAW_REDACTED__"'))
  const shown = JSON.stringify([forReader, forAdmin])
  expect(shown).toContain('http://localhost:1/v1')
  expect(shown).not.toMatch(/the-gateway-secret|sk-1|sk-2/)
})

test('a part is changed in place, with what was there kept beside it, and is in force at once', async () => {
  const { admin, onDisk, configPath } = await start()
  const answer = await patch(admin, { models: { providers: { a: { models: [{ id: 'three' }] } } } })
  expect(answer).toMatchObject({
    ok: true,
    changedPaths: ['models.providers.a.models'],
    restartRequired: false,
  })
  expect(JSON.stringify(answer)).not.toContain('sk-1')
  expect(onDisk()).toContain('// the old one')
  expect(onDisk()).toContain("apiKey: 'sk-1'")
  expect(readFileSync(`${configPath}.bak`, 'utf8')).toBe(written)
  expect(statSync(configPath).mode & 0o777).toBe(0o600)
  expect(await modelNames(admin)).toEqual(['one', 'two', 'three'])
  const told = await admin.event(({ event }) => event === 'config.changed')
  expect(told.payload).toEqual({ path: configPath, hash: (await get(admin)).hash, ts: expect.any(Number) })
})

test('a whole document that comes back with its masks keeps the secrets behind them', async () => {
  const { admin, onDisk } = await start()
  const { raw, hash } = await get(admin)
  const next = (raw ?? '').replace('red', 'blue').replace('// written by hand', '// written by a form')
  await admin.request('config.set', { raw: next, baseHash: hash })
  expect(JSON5.parse(onDisk())).toEqual(JSON5.parse(written.replace('red', 'blue')))
  expect(onDisk()).toMatch(/^\/\/ written by a form/)
})

test('whoever has not seen the newest cannot write', async () => {
  const { admin, onDisk } = await start()
  const { hash } = await get(admin)
  await patch(admin, { plugins: { mine: { colour: 'green' } } })
  await expect(admin.request('config.patch', { raw: '{}', baseHash: hash })).rejects.toMatchObject({
    gatewayCode: 'INVALID_REQUEST',
    details: { code: 'BASE_HASH_MISMATCH' },
  })
  await expect(admin.request('config.set', { raw: '{}' })).rejects.toMatchObject({
    details: { code: 'BASE_HASH_REQUIRED' },
  })
  expect(onDisk()).toContain('green')
})

test('of two writers at once one is told to read again', async () => {
  const { admin } = await start()
  const { hash: baseHash } = await get(admin)
  const write = (colour: string) =>
    admin.request('config.patch', { raw: `{ plugins: { mine: { colour: '${colour}' } } }`, baseHash })
  const [first, second] = await Promise.allSettled([write('green'), write('blue')])
  expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a change of the port is kept, and told to wait for the next start', async () => {
  const { admin } = await start()
  expect(await patch(admin, { gateway: { port: 1234 } })).toMatchObject({
    restartRequired: true,
    restartPaths: ['gateway.port'],
  })
  expect(await patch(admin, { plugins: { mine: { colour: 'blue' } } })).toMatchObject({
    changedPaths: ['plugins.mine.colour'],
    restartRequired: false,
  })
})

test('without a file the first change makes one', async () => {
  const { admin, onDisk } = await start('')
  expect(await get(admin)).toMatchObject({ valid: true })
  await admin.request('config.patch', { raw: '{ agents: { defaults: { model: "a/one" } } }' })
  expect(JSON5.parse(onDisk())).toEqual({ agents: { defaults: { model: 'a/one' } } })
})

test('a link to a file somewhere else stays a link', async () => {
  const folder = await makeTempDir('dotfiles')
  folders.push(folder)
  writeFileSync(`${folder.path}/real.json5`, written)
  symlinkSync(`${folder.path}/real.json5`, `${folder.path}/gangway.json5`)
  const { admin } = await start(written, { configPath: `${folder.path}/gangway.json5` })
  await patch(admin, { plugins: { mine: { colour: 'blue' } } })
  expect(readFileSync(`${folder.path}/real.json5`, 'utf8')).toContain('blue')
})

test('what somebody writes into the file is in force without a restart, and nonsense is not', async () => {
  const { admin, configPath } = await start(written, { limits: { configLookMs: 20 } })
  writeFileSync(configPath, '{ nonsense')
  await expect.poll(async () => (await get(admin)).valid).toBe(false)
  expect(await modelNames(admin)).toEqual(['one', 'two'])
  await expect(patch(admin, { plugins: {} })).rejects.toThrow('cannot be changed in part')

  writeFileSync(configPath, written.replace("{ id: 'two' }", "{ id: 'new' }"))
  await admin.event(({ event }) => event === 'config.changed')
  expect(await modelNames(admin)).toEqual(['one', 'new'])
})

describe('a change is refused', () => {
  test.each([
    ['that is not JSON5', { raw: '{ a: ' }, 'not valid JSON5'],
    ['that is no object', { raw: '[]' }, 'not an object'],
    ['with a value that cannot be used', { raw: '{ gateway: { port: "many" } }' }, 'gateway.port'],
    [
      'that would open the gateway to others without a secret',
      { raw: '{ gateway: { bind: "lan", auth: { mode: "none" } } }' },
      'needs a token or password',
    ],
    [
      'with a mask where no secret was',
      { raw: '{ gateway: { auth: { password: "__OPENCLAW_REDACTED__" } } }' },
      'no secret at gateway.auth.password',
    ],
    [
      'that takes entries out of a list without saying so',
      { raw: '{ models: { providers: { a: { models: [] } } } }' },
      'would lose entries',
    ],
    ['that takes away what holds a list', { raw: '{ models: null }' }, 'would lose entries'],
  ])('%s, and the file stays as it was', async (_, params, why) => {
    const { admin, onDisk } = await start()
    const { hash: baseHash } = await get(admin)
    await expect(admin.request('config.patch', { ...params, baseHash })).rejects.toThrow(why)
    expect(onDisk()).toBe(written)
  })

  test('by anyone but an administrator', async () => {
    const { gateway } = await start()
    const reader = await connectPeer(gateway)
    for (const name of ['config.set', 'config.patch', 'config.apply']) {
      await expect(reader.request(name, { raw: '{}' })).rejects.toMatchObject({
        details: { missingScope: 'operator.admin' },
      })
    }
  })
})

test('a list may lose entries when that is said', async () => {
  const { admin, onDisk } = await start()
  const path = 'models.providers.a.models'
  await patch(admin, { models: { providers: { a: { models: [{ id: 'two' }] } } } }, { replacePaths: [path] })
  expect(JSON5.parse(onDisk())).toMatchObject({ models: { providers: { a: { models: [{ id: 'two' }] } } } })
})

test('a mistake that was there before does not keep the rest from being changed', async () => {
  const { admin, onDisk } = await start('{ agents: { defaults: { mediaMaxMb: "many" } } }')
  expect(await get(admin)).toMatchObject({ valid: false, issues: [{ path: 'agents.defaults.mediaMaxMb' }] })
  await patch(admin, { agents: { defaults: { model: 'a/b' } } })
  expect(JSON5.parse(onDisk())).toMatchObject({ agents: { defaults: { mediaMaxMb: 'many', model: 'a/b' } } })
})

test('the schema names what this gateway reads, and what of it is secret', async () => {
  const { admin } = await start()
  expect(await admin.request('config.schema')).toMatchObject({
    schema: { properties: { gateway: { properties: { port: { type: 'integer' } } } } },
    uiHints: { 'gateway.auth.token': { sensitive: true } },
    version: expect.any(String),
  })
})
