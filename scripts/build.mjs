// Builds out/ with electron-vite. With --if-stale it first compares what was built with what is here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const stamp = path.join(root, 'out', '.built-from')

/** Content rather than age: a checkout gives every file a new age. */
function fingerprint() {
  const hash = createHash('sha256')
  const files = globSync(
    ['src-*/**/*.*', 'assets/**/*.*', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig*.json'],
    { cwd: root },
  )
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

const now = fingerprint()
const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === now
if (process.argv.includes('--if-stale') && fresh) process.exit(0)

const manifest = createRequire(import.meta.url).resolve('electron-vite/package.json')
const built = spawnSync(
  process.execPath,
  [path.join(path.dirname(manifest), 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
)
if (built.status === 0) writeFileSync(stamp, now)
process.exit(built.status ?? 1)
