// The built renderer for tests of the window: built once for each state of its sources, whoever asks first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import config from '../../electron.vite.config.ts'

const self = fileURLToPath(import.meta.url)
const root = path.resolve(path.dirname(self), '../..')
const cache = path.join(root, '.cache', 'window')
const keepMs = 3_600_000

/** The folder with index.html. Several test files may ask at once: each builds aside and the first to finish wins. */
export function builtWindow(): string {
  const dir = path.join(cache, fingerprint())
  if (existsSync(dir)) return dir
  forgetOldBuilds()
  const aside = `${dir}.${process.pid}`
  // In a process of its own: the test runner's NODE_ENV would make it a development build.
  const run = spawnSync(process.execPath, [self, aside], {
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`The window does not build:\n${run.stdout}${run.stderr}`)
  try {
    renameSync(aside, dir)
  } catch (error) {
    if (!existsSync(dir)) throw error
    rmSync(aside, { recursive: true })
  }
  return dir
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = globSync(
    ['src-renderer/**/*.*', 'src-shared/**/*.*', 'package-lock.json', 'electron.vite.config.ts'],
    { cwd: root },
  )
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(path.join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

function forgetOldBuilds(): void {
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    const dir = path.join(cache, name)
    if (Date.now() - statSync(dir).mtimeMs > keepMs) rmSync(dir, { recursive: true, force: true })
  }
}

async function buildInto(outDir: string): Promise<void> {
  const { renderer } = config as { renderer: { build: object; plugins: [] } }
  const rendererRoot = path.join(root, 'src-renderer')
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'error',
    root: rendererRoot,
    build: { ...renderer.build, outDir, rollupOptions: { input: path.join(rendererRoot, 'index.html') } },
  })
}

const [, program, outDir] = process.argv
if (program === self && outDir) await buildInto(outDir)
