// Runs once before suites that start the built programs: builds out/ when it is not what the sources say.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..', '..')

export default function buildFirst(): void {
  const build = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--if-stale'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stdout}${build.stderr}`)
}
