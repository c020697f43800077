import { globSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fusesFor } from '../../scripts/fuses.ts'
import { packApp, type PackedApp } from '../support/packed-app.ts'
import { runProgram } from '../support/run-program.ts'

const root = path.resolve(import.meta.dirname, '../..')
const mib = 1024 * 1024

const expectedRooms = `
  LICENSE package.json out/main out/preload out/renderer assets/icons assets/licenses assets/tray
  @napi-rs/keyring sherpa-onnx-node
  ssh2 asn1 bcrypt-pbkdf safer-buffer tweetnacl
  electron-updater builder-util-runtime debug ms sax fs-extra graceful-fs jsonfile universalify js-yaml argparse
  lazy-val lodash.escaperegexp lodash.isequal semver tiny-typed-emitter`
  .trim()
  .split(/\s+/)

/** The folder or package that a packed file belongs to. */
function roomOf(file: string): string {
  const [first = '', second = '', third = ''] = file.split('/')
  if (first === 'out' || first === 'assets') return `${first}/${second}`
  if (first !== 'node_modules') return first
  return second.startsWith('@') ? `${second}/${third}` : second
}

let app: PackedApp
beforeAll(async () => {
  app = await packApp()
})
afterAll(() => app.remove())

const sizeOf = (file: string) => statSync(path.join(app.extracted, file)).size
const isFile = (file: string) => statSync(path.join(app.extracted, file)).isFile()
const contentOf = (file: string) => readFileSync(path.join(app.extracted, file), 'utf8')

describe('the packaged app', () => {
  test('holds the bundles, the icons that it reads, and the few packages that cannot be bundled', () => {
    const rooms = new Set(app.files.filter(isFile).map(roomOf))
    const keyring = [...rooms].filter(room => room.startsWith('@napi-rs/keyring-'))
    // One binary: this system's own.
    expect(keyring).toHaveLength(1)
    for (const room of keyring) rooms.delete(room)
    const speech = [...rooms].filter(room => /^sherpa-onnx-(darwin|linux|win)-/.test(room))
    expect(speech).toHaveLength(1)
    for (const room of speech) rooms.delete(room)
    expect(rooms).toEqual(new Set(expectedRooms))
  })

  test('holds no sources, tests, documents, maps, drawings or secrets', () => {
    const unexpected = app.files.filter(isFile).filter(file => {
      if (/licen[cs]e/i.test(path.posix.basename(file))) return false
      if (/\.(tsx?|mts|cts|map|md|plist|ya?ml|exe|dll|dylib|pem|key|p12|env|log|sqlite3?)$/.test(file))
        return true
      if (/^assets\/.*\.svg$/.test(file)) return true
      if (/(^|\/)(tests?|__tests__|docs?|examples?|bench|\.[^/]+)(\/|$)/.test(file)) return true
      return /(^|\/)(id_(rsa|ed25519|ecdsa)|known_hosts|gangway\.json5|secrets\.json)$/.test(file)
    })
    expect(unexpected).toEqual([])
    const leaks = app.files.filter(isFile).filter(file => {
      if (!/\.(c?js|mjs|json|html|css)$/.test(file)) return false
      const text = contentOf(file)
      return /-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{20}/.test(text) || text.includes(root)
    })
    expect(leaks).toEqual([])
  })

  test('brings the licence of everything in it, bundled or not', () => {
    const bundled =
      contentOf('out/main/third-party-licenses.md') + contentOf('out/renderer/third-party-licenses.md')
    for (const name of ['zod', 'ws', 'ai', '@openclaw/gateway-client', 'react', '@mantine/core'])
      expect(bundled).toContain(`\n## ${name} - `)
    const licensed = new Set(app.files.filter(file => /\/licen[cs]e[^/]*$/i.test(file)).map(roomOf))
    const bare = expectedRooms
      .slice(expectedRooms.indexOf('@napi-rs/keyring'))
      .filter(room => !licensed.has(room))
    // They say which in their package.json; of MIT that is enough, and of sherpa-onnx's we bring the text.
    expect(bare).toEqual(['sherpa-onnx-node', 'lazy-val'])
    expect(contentOf('assets/licenses/sherpa-onnx.LICENSE.txt')).toContain('Apache License')
  })

  test('stays small: what is beside Electron is a few megabytes', () => {
    const sizeOfAll = (files: readonly string[]) => files.reduce((sum, file) => sum + sizeOf(file), 0)
    const files = app.files.filter(isFile)
    // Speech recognition is as large as all else; no other way to have it on the computer itself is smaller.
    const speech = files.filter(file => file.startsWith('node_modules/sherpa-onnx-'))
    expect(sizeOfAll(speech)).toBeLessThan(36 * mib)
    const others = files.filter(file => !speech.includes(file))
    const total = sizeOfAll(others)
    const modules = sizeOfAll(others.filter(file => file.startsWith('node_modules/')))
    expect(total, `${(total / mib).toFixed(1)} MiB`).toBeLessThan(24 * mib)
    expect(modules, `${(modules / mib).toFixed(1)} MiB of node_modules`).toBeLessThan(7 * mib)
    expect(total).toBeGreaterThan(4 * mib)
  })

  test('runs from what is packed alone: no module is missing', async () => {
    const version = await runProgram(process.execPath, [
      path.join(app.extracted, 'out/main/cli.js'),
      '--version',
    ])
    expect(version.trim()).toBe((JSON.parse(contentOf('package.json')) as { version: string }).version)

    // The app's entry is the command line too, and needs nothing more for it.
    const asked = await runProgram(
      process.execPath,
      [
        '--import',
        path.join(root, 'test/electron-standin/register.mjs'),
        path.join(app.extracted, 'out/main/main.js'),
        '--version',
      ],
      { ...process.env, NODE_PATH: '', GANGWAY_STANDIN_PACKAGED: '1' },
    )
    expect(asked).toBe(version)

    // Electron's own module is there only in Electron; everything else has to be found and run.
    const probe = path.join(app.extracted, 'probe.mjs')
    await writeFile(
      probe,
      `import Module from 'node:module'
       const require = Module.createRequire(import.meta.url)
       const load = Module._load
       Module._load = (name, ...rest) => (name === 'electron' ? {} : load(name, ...rest))
       for (const name of ['ssh2', '@napi-rs/keyring', 'electron-updater', 'electron-updater/out/providers/GenericProvider'])
         console.log(name, Object.keys(require(name)).length > 0)
       for (const name of ['DebUpdater', 'AppImageUpdater', 'MacUpdater', 'NsisUpdater'])
         require('electron-updater/out/' + name)`,
    )
    const said = await runProgram(process.execPath, [probe], { ...process.env, NODE_PATH: '' })
    expect(said.match(/true/g)).toHaveLength(4)
  })

  test('keeps the keychain binary outside the archive, where the system can load it', () => {
    const keyring = app.files.find(file => file.includes('keyring') && file.endsWith('.node'))
    expect(keyring).toBeDefined()
    expect(
      statSync(path.join(app.folder, 'resources/app.asar.unpacked', keyring ?? '')).size,
    ).toBeGreaterThan(0.5 * mib)
  })

  test('keeps speech recognition outside too, with the libraries that it looks for beside it', async () => {
    const unpacked = path.join(app.folder, 'resources/app.asar.unpacked')
    const engine = app.files.find(file => file.endsWith('/sherpa-onnx.node')) ?? ''
    const beside = path.dirname(path.join(unpacked, engine))
    expect(globSync('*onnxruntime*', { cwd: beside })).toHaveLength(1)
    const said = await runProgram(process.execPath, [
      '--print',
      `typeof require(${JSON.stringify(path.join(unpacked, 'node_modules/sherpa-onnx-node'))}).OnlineRecognizer`,
    ])
    expect(said.trim()).toBe('function')
  })

  test('has every fuse decided, as the checklist wants them', async () => {
    const { version: _version, ...wire } = await getCurrentFuseWire(app.executable)
    const decided = Object.fromEntries(
      Object.entries(wire).map(([fuse, state]) => [fuse, String.fromCharCode(Number(state)) === '1']),
    )
    expect(decided).toEqual(fusesFor('linux'))
    expect(decided).toEqual({
      0: false,
      1: true,
      2: false,
      3: false,
      4: false,
      5: true,
      6: false,
      7: false,
      8: true,
    })
    expect(fusesFor('darwin')).toEqual({ ...fusesFor('linux'), 4: true })
    expect(fusesFor('win32')).toEqual(fusesFor('darwin'))
  })

  test('knows where updates come from, and brings only the languages that it speaks', () => {
    const update = parse(readFileSync(path.join(app.folder, 'resources/app-update.yml'), 'utf8')) as object
    expect(update).toMatchObject({ provider: 'generic', url: 'https://updates.example.net/gangway' })
    expect(() => statSync(path.join(app.folder, 'locales/pl.pak'))).not.toThrow()
    expect(() => statSync(path.join(app.folder, 'locales/de.pak'))).toThrow('ENOENT')
  })
})

describe('the built bundles', () => {
  // The switches of Electron's security checklist that must not be thrown, however they are spelt once built.
  const forbidden = [
    ['webSecurity off', /webSecurity["']?\s*:\s*(false|!1)/],
    ['insecure content allowed', /allowRunningInsecureContent["']?\s*:\s*(true|!0)/],
    ['experimental features on', /experimentalFeatures["']?\s*:\s*(true|!0)/],
    ['Blink features on', /enableBlinkFeatures["']?\s*:/],
    ['webview tags on', /webviewTag["']?\s*:\s*(true|!0)/],
    ['Node in the window', /nodeIntegration(InWorker|InSubFrames)?["']?\s*:\s*(true|!0)/],
    ['isolation off', /contextIsolation["']?\s*:\s*(false|!1)/],
    ['sandbox off', /sandbox["']?\s*:\s*(false|!1)/],
    ['certificate errors ignored', /ignore-certificate-errors|NODE_TLS_REJECT_UNAUTHORIZED/],
  ] as const

  test.each(forbidden)('never have %s', (_what, pattern) => {
    const guilty = app.files.filter(
      file => /^out\/.*\.(c?js|html)$/.test(file) && pattern.test(contentOf(file)),
    )
    expect(guilty).toEqual([])
  })
})
