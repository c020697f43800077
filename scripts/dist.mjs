// Makes this computer's installers in dist/ from what `npm run build` left in out/. Whatever is given goes on to
// electron-builder: `-- --arm64`, `-- --dir` (an unpacked app, no installer).
//
// GANGWAY_UPDATE_URL (where latest*.yml will lie) and GANGWAY_UPDATE_KEY (an Ed25519 private key, PEM) together make a
// build that looks for updates; with only one of them, or none, it never does.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { updateKeyFor } from './update-key.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const require = createRequire(import.meta.url)

/** Fetches what electron-builder is about to unpack, into the cache that it looks in, or says why that cannot be. */
async function fetchElectron() {
  const electron = createRequire(require.resolve('electron/package.json'))
  const { downloadArtifact } = await import(pathToFileURL(electron.resolve('@electron/get')).href)
  const arch = ['x64', 'arm64'].find(name => args.includes(`--${name}`)) ?? process.arch
  await downloadArtifact({
    version: require('electron/package.json').version,
    artifactName: 'electron',
    platform: process.platform,
    arch,
    checksums: require('electron/checksums.json'),
  })
}

/** One line: what a download says when it fails can hold a whole page. */
function reason(error) {
  return (error.cause?.code ?? error.code ?? error.message).split('\n')[0]
}

const bringsItsOwn = args.some(arg => arg.startsWith('-c.electronDist=') || arg.startsWith('--prepackaged'))
if (!bringsItsOwn) {
  try {
    await fetchElectron()
  } catch (error) {
    process.stderr.write(
      `The installers need Electron's binary, and it could not be downloaded (${reason(error)}). Run this where github.com ` +
        'can be reached, or set ELECTRON_MIRROR.\n',
    )
    process.exit(1)
  }
}

const key = updateKeyFor(process.env)
if (!key)
  process.stderr.write(
    'This build looks for no updates: GANGWAY_UPDATE_URL or GANGWAY_UPDATE_KEY is not set.\n',
  )
const updates = key
  ? [`-c.extraMetadata.updateKey=${key}`, `-c.extraMetadata.updateUrl=${process.env.GANGWAY_UPDATE_URL}`]
  : ['-c.publish=null']
const builder = path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js')
// A secret that a workflow does not have arrives as an empty variable, and an empty certificate is no certificate.
const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
const packed = spawnSync(process.execPath, [builder, ...args, ...updates, '--publish', 'never'], {
  cwd: root,
  stdio: 'inherit',
  env,
})
process.exit(packed.status ?? 1)
