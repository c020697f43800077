import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { getCurrentFuseWire } from '@electron/fuses'
import { afterEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import beforePack from '../../../scripts/before-pack.ts'
import setFuses from '../../../scripts/set-fuses.ts'
import { makeElectronLookalike } from '../../support/packed-app.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

const root = path.resolve(import.meta.dirname, '../../..')
type Configuration = {
  readonly appId: string
  readonly files: string[]
  readonly linux: { readonly icon: string; readonly target: string[] }
  readonly mac: {
    readonly target: string[]
    readonly hardenedRuntime: boolean
    readonly entitlements: string
  }
  readonly win: { readonly target: string[] }
  readonly protocols: { readonly schemes: string[] }
}
const configuration = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')) as Configuration

const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config') as {
  validateConfiguration: (configuration: unknown, log: { isEnabled: boolean }) => Promise<void>
}

/** Every text in the configuration, with the keys that lead to it. */
function textsIn(value: unknown, at: string[] = []): [where: string, text: string][] {
  if (typeof value === 'string') return [[at.join('.'), value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...at, key]))
}

describe('electron-builder.yml', () => {
  test("is valid by electron-builder's own schema", async () => {
    await expect(validateConfiguration(configuration, { isEnabled: false })).resolves.toBeUndefined()
    await expect(
      validateConfiguration({ ...configuration, electronFuse: {} }, { isEnabled: false }),
    ).rejects.toThrow('electronFuse')
  })

  test('names only files that exist', () => {
    const named = textsIn(configuration).filter(
      ([where, text]) => !where.startsWith('files.') && /^(assets|scripts|src-[a-z]+)\//.test(text),
    )
    expect(named.length).toBeGreaterThanOrEqual(7)
    for (const [where, file] of named)
      expect(existsSync(path.join(root, file)), `${where}: ${file}`).toBe(true)
    for (const pattern of configuration.files.filter(
      text => !text.startsWith('!') && !text.startsWith('out/'),
    ))
      expect(globSync(pattern, { cwd: root }), pattern).not.toEqual([])
    expect(readdirSync(path.join(root, configuration.linux.icon))).toContain('512x512.png')
  })

  test('gives Windows the same app id as the running app does, or its notifications would not appear', () => {
    const main = readFileSync(path.join(root, 'src-main/main.ts'), 'utf8')
    expect(main).toContain(`setAppUserModelId('${configuration.appId}')`)
  })

  test('makes dmg, nsis, AppImage and deb, and what macOS updates from', () => {
    expect(configuration.mac.target).toEqual(['dmg', 'zip'])
    expect(configuration.win.target).toEqual(['nsis'])
    expect(configuration.linux.target).toEqual(['AppImage', 'deb'])
    expect(configuration.protocols.schemes).toEqual(['gangway'])
  })

  test('hardens the macOS app, with no entitlement that would let others in', () => {
    expect(configuration.mac.hardenedRuntime).toBe(true)
    for (const file of globSync('assets/entitlements*.plist', { cwd: root })) {
      const text = readFileSync(path.join(root, file), 'utf8')
      const granted = [...text.matchAll(/<key>([^<]+)<\/key>\s*<true\/>/g)].map(match => match[1])
      expect(granted, file).toContain('com.apple.security.cs.allow-jit')
      expect(
        granted.filter(key => /get-task-allow|disable-|dyld|unsigned/.test(key ?? '')),
        file,
      ).toEqual([])
    }
  })
})

describe('a packaged Electron', () => {
  const clean: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const remove of clean.splice(0)) await remove()
  })

  /** The hook as electron-builder calls it, on a binary whose fuse wire is this text. */
  async function flip(wire: string) {
    const temp = await makeTempDir('fuses')
    clean.push(temp.remove)
    await makeElectronLookalike(temp.path, Buffer.from([1, wire.length, ...Buffer.from(wire)]))
    await setFuses({
      appOutDir: temp.path,
      electronPlatformName: 'linux',
      packager: { appInfo: { productFilename: 'Gangway' }, executableName: 'electron' },
    })
    return await getCurrentFuseWire(path.join(temp.path, 'electron'))
  }

  test('has its fuses flipped', async () => {
    expect(
      Object.values(await flip('101100011'))
        .slice(0, 9)
        .map(Number),
    ).toEqual(Array.from(Buffer.from('010001001')))
  })

  test('with a fuse that nobody has decided about is refused', async () => {
    await expect(flip('1011000111')).rejects.toThrow(/fuse/i)
  })

  test('for a processor whose keychain binary is not here is refused', () => {
    const pack = (arch: number) =>
      beforePack({ arch, electronPlatformName: process.platform, packager: { projectDir: root } })
    const arches = { x64: 1, arm64: 3 } as const
    const here = process.arch as keyof typeof arches
    expect(() => pack(arches[here])).not.toThrow()
    expect(() => pack(arches[here === 'x64' ? 'arm64' : 'x64'])).toThrow(/is not installed/)
  })
})
