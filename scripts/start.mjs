// Opens Gangway: the desktop window where Electron can run, the browser door where it cannot.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findDesktopDoor } from './desktop-door.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const wanted = args.find(arg => arg.startsWith('--door='))?.slice('--door='.length)
const rest = args.filter(arg => !arg.startsWith('--door='))

if (wanted !== undefined && wanted !== 'browser' && wanted !== 'desktop') {
  process.stderr.write(`--door is "browser" or "desktop", not "${wanted}".\n`)
  process.exit(1)
}
const { platform, env } = process
const desktop = findDesktopDoor({ root, env, platform, uid: process.getuid?.() })
if (wanted === 'desktop' && 'obstacle' in desktop) {
  process.stderr.write(`The desktop window cannot open, because ${desktop.obstacle}.\n`)
  process.exit(1)
}
if (wanted === undefined && 'obstacle' in desktop)
  process.stderr.write(`Opening Gangway in your browser, because ${desktop.obstacle}.\n`)

const inBrowser = wanted === 'browser' || 'obstacle' in desktop
const child = inBrowser
  ? spawn(process.execPath, [path.join(root, 'out', 'main', 'browser.js'), ...rest], { stdio: 'inherit' })
  : spawn(desktop.program, [root, ...rest], {
      stdio: 'inherit',
      // Some terminals (those inside of Electron apps) hand it down, and Electron would be plain Node with it.
      env: { ...env, ELECTRON_RUN_AS_NODE: undefined },
    })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 0 : 1)))
