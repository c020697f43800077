// One compiler run per house, so that each sees only the types it may use (no DOM in main, no Node in the window).
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)
const houses = ['shared', 'main', 'preload', 'renderer', 'test']
let failed = 0
for (const house of houses) {
  // What has not changed since the last run is not looked at again.
  const memory = path.join('node_modules', '.cache', 'typecheck', `${house}.json`)
  const args = ['-p', `tsconfig.${house}.json`, '--incremental', '--tsBuildInfoFile', memory]
  const run = spawnSync(process.execPath, [compiler, ...args], { stdio: 'inherit' })
  if (run.status !== 0) failed += 1
}
process.exit(failed === 0 ? 0 : 1)
