import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { updateKeyFor } from '../../../scripts/update-key.ts'
import { mergeManifests, signManifest } from '../../../scripts/update-manifests.ts'
import { signedUpdateProvider } from '../../../src-main/desktop/signed-update-provider.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import { runProgram } from '../../support/run-program.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const { privateKey } = generateKeyPairSync('ed25519')
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const updateKey = updateKeyFor({ GANGWAY_UPDATE_URL: 'https://example.net', GANGWAY_UPDATE_KEY: pem })!
const manifest = `version: 9.9.9
files:
  - url: Gangway-9.9.9-linux-x64.AppImage
    sha512: aGVsbG8=
    size: 5
path: Gangway-9.9.9-linux-x64.AppImage
sha512: aGVsbG8=
`

const clean: (() => unknown)[] = []
afterEach(async () => {
  for (const end of clean.splice(0)) await end()
})

/** What an app that trusts `updateKey` says to a server with these files. */
async function latestVersion(files: Record<string, string>): Promise<unknown> {
  const server = createServer((request, response) => {
    const content = files[new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)]
    response.writeHead(content === undefined ? 404 : 200).end(content)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  clean.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const Provider = signedUpdateProvider(updateKey)
  // Electron's part: its network, and the updater with its options.
  const executor = {
    request: async (options: { protocol: string; hostname: string; port: string; path: string }) => {
      const answer = await fetch(`${options.protocol}//${options.hostname}:${options.port}${options.path}`)
      if (!answer.ok) throw new Error(`${answer.status}`)
      return await answer.text()
    },
  }
  const updater = { channel: null, isAddNoCacheQuery: true }
  const runtime = { isUseMultipleRangeRequest: false, platform: 'linux', executor }
  const provider = new Provider({ url }, updater as never, runtime as never)
  try {
    return (await provider.getLatestVersion()).version
  } catch (error) {
    return isAppError(error) ? error.report.code : error
  }
}

describe('an update', () => {
  const name = process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`

  test('is believed when the release key signed its manifest', async () => {
    const signature = signManifest(name, manifest, privateKey)
    expect(await latestVersion({ [name]: manifest, [`${name}.sig`]: signature })).toBe('9.9.9')
  })

  test.each([
    ['has no signature', {}],
    [
      'has another key’s',
      { [`${name}.sig`]: signManifest(name, manifest, generateKeyPairSync('ed25519').privateKey) },
    ],
    ['has that of another manifest', { [`${name}.sig`]: signManifest(name, `${manifest}\n`, privateKey) }],
    ['has that of another system', { [`${name}.sig`]: signManifest('latest.yml', manifest, privateKey) }],
    ['has something that is no signature', { [`${name}.sig`]: '<html>' }],
  ])('is left alone when its manifest %s', async (_what, files) => {
    expect(await latestVersion({ [name]: manifest, ...files })).toBe('UPDATE_NOT_SIGNED')
  })

  test('is looked for only by a build that has both an address and a key', () => {
    expect(updateKeyFor({})).toBeUndefined()
    expect(updateKeyFor({ GANGWAY_UPDATE_URL: 'https://example.net' })).toBeUndefined()
    expect(updateKeyFor({ GANGWAY_UPDATE_URL: '', GANGWAY_UPDATE_KEY: pem })).toBeUndefined()
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const wrong = rsa.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(() => updateKeyFor({ GANGWAY_UPDATE_URL: 'https://e.net', GANGWAY_UPDATE_KEY: wrong })).toThrow(
      'Ed25519',
    )
  })
})

describe('the manifests of a release', () => {
  const of = (arch: string) => manifest.replaceAll('linux-x64.AppImage', `mac-${arch}.zip`)

  test('name the files of every processor, once signed with the release key', async () => {
    const temp = await makeTempDir('release')
    clean.push(temp.remove)
    for (const arch of ['arm64', 'x64']) {
      await mkdir(path.join(temp.path, 'manifests', arch), { recursive: true })
      await writeFile(path.join(temp.path, 'manifests', arch, 'latest-mac.yml'), of(arch))
    }
    const script = path.join(root, 'scripts/release-manifests.ts')
    await runProgram(process.execPath, [script, temp.path], { ...process.env, GANGWAY_UPDATE_KEY: pem })
    expect((await readdir(temp.path)).sort()).toEqual(['latest-mac.yml', 'latest-mac.yml.sig'])
    const merged = await readFile(path.join(temp.path, 'latest-mac.yml'), 'utf8')
    const { files, path: first } = parse(merged) as { files: { url: string }[]; path: string }
    expect(files.map(({ url }) => url)).toEqual(['Gangway-9.9.9-mac-x64.zip', 'Gangway-9.9.9-mac-arm64.zip'])
    expect(first).toBe('Gangway-9.9.9-mac-x64.zip')
    expect(await readFile(path.join(temp.path, 'latest-mac.yml.sig'), 'utf8')).toBe(
      signManifest('latest-mac.yml', merged, privateKey),
    )
  })

  test('of two versions are not merged', () => {
    expect(() => mergeManifests([of('x64'), of('arm64').replace('9.9.9', '9.9.8')])).toThrow(
      'several versions',
    )
  })
})
