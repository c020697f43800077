// The packaged app as electron-builder makes it from electron-builder.yml, around something that only looks like
// Electron: what is packed, and how, does not depend on the binary, which few test machines have.
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { runProgram } from './run-program.ts'
import { makeTempDir } from './temp-dir.ts'

const root = path.resolve(import.meta.dirname, '../..')

// What `@electron/fuses` looks for in a binary: this text, the version of the wire, its length, and the fuses of
// Electron 45 as they come.
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const fuseWire = Buffer.from([1, 9, ...Buffer.from('101100011')])

/** A folder that passes for Electron's. `fuses` is the wire behind the sentinel in its binary. */
export async function makeElectronLookalike(folder: string, fuses: Buffer = fuseWire): Promise<void> {
  await mkdir(path.join(folder, 'locales'), { recursive: true })
  await mkdir(path.join(folder, 'resources'))
  const binary = Buffer.concat([Buffer.alloc(64), Buffer.from(fuseSentinel), fuses, Buffer.alloc(64)])
  await writeFile(path.join(folder, 'electron'), binary, { mode: 0o755 })
  for (const language of ['de', 'en-US', 'pl'])
    await writeFile(path.join(folder, `locales/${language}.pak`), '')
}

export type PackedApp = {
  /** The folder that an installer would install. */
  readonly folder: string
  readonly executable: string
  /** The archive's files, with forward slashes and without a leading one. */
  readonly files: readonly string[]
  /** What is in the archive and beside it, laid out as the app sees it. */
  readonly extracted: string
  readonly remove: () => Promise<void>
}

/** Packs out/ for Linux and this processor, as `npm run dist` would. */
export async function packApp(): Promise<PackedApp> {
  const temp = await makeTempDir('packed')
  try {
    const lookalike = path.join(temp.path, 'electron')
    await makeElectronLookalike(lookalike)
    const require = createRequire(import.meta.url)
    await runProgram(
      process.execPath,
      [
        path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js'),
        '--linux',
        'dir',
        `--${process.arch}`,
        '--publish',
        'never',
        `--project=${root}`,
        `-c.electronDist=${lookalike}`,
        `-c.directories.output=${path.join(temp.path, 'dist')}`,
      ],
      { ...process.env, GANGWAY_UPDATE_URL: 'https://updates.example.net/gangway' },
    )
    const suffix = process.arch === 'x64' ? '' : `-${process.arch}`
    const folder = path.join(temp.path, 'dist', `linux${suffix}-unpacked`)
    const archive = path.join(folder, 'resources/app.asar')
    const extracted = path.join(temp.path, 'extracted')
    extractAll(archive, extracted)
    return {
      folder,
      executable: path.join(folder, 'gangway'),
      files: listPackage(archive, { isPack: false }).map(file => file.replaceAll('\\', '/').slice(1)),
      extracted,
      remove: temp.remove,
    }
  } catch (error) {
    await temp.remove()
    throw error
  }
}
