// Opens Gangway: the desktop window where Electron can run, the browser door where it cannot.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const wanted = args.find(arg => arg.startsWith('--door='))?.slice('--door='.length)
const rest = args.filter(arg => !arg.startsWith('--door='))

/** Why the desktop window cannot open here, or undefined when it can. */
function noDesktop() {
  if (!existsSync(path.join(root, 'out', 'main', 'main.js'))) return 'this version has no desktop window yet'
  if (!existsSync(path.join(root, 'node_modules', 'electron', 'path.txt'))) {
    return "Electron's binary is not installed (npx install-electron fetches it)"
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'there is no display'
  }
  return undefined
}

if (wanted !== undefined && wanted !== 'browser' && wanted !== 'desktop') {
  process.stderr.write(`--door is "browser" or "desktop", not "${wanted}".\n`)
  process.exit(1)
}
const obstacle = wanted === 'browser' ? undefined : noDesktop()
if (wanted === 'desktop' && obstacle) {
  process.stderr.write(`The desktop window cannot open: ${obstacle}.\n`)
  process.exit(1)
}
if (obstacle) process.stderr.write(`Opening Gangway in your browser, because ${obstacle}.\n`)

const program =
  wanted === 'browser' || obstacle
    ? [process.execPath, [path.join(root, 'out', 'main', 'browser.js'), ...rest]]
    : [process.execPath, [path.join(root, 'node_modules', 'electron', 'cli.js'), root, ...rest]]
const child = spawn(program[0], program[1], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 0 : 1)))
