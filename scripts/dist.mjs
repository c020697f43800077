// Makes the installers. They pack the desktop app; until the build has one, there is nothing to pack.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (!existsSync('out/main/main.js')) {
  process.stderr.write(
    'There is no desktop app to pack yet: Gangway runs in the browser door and as `npx gangway`.\n',
  )
  process.exit(1)
}
const packed = spawnSync('electron-builder', process.argv.slice(2), {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(packed.status ?? 1)
