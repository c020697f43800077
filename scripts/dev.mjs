// Rebuilds on every change and restarts the browser door.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
let door
let again
let busy = false

function rebuild() {
  if (busy) return
  busy = true
  const build = spawn(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' })
  build.on('exit', code => {
    busy = false
    if (code !== 0) return
    door?.kill()
    door = spawn(process.execPath, ['out/main/browser.js', '--no-open', ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
    })
  })
}

for (const house of ['src-main', 'src-renderer', 'src-preload', 'src-shared']) {
  watch(path.join(root, house), { recursive: true }, () => {
    clearTimeout(again)
    again = setTimeout(rebuild, 150)
  })
}
process.on('exit', () => door?.kill())
rebuild()
