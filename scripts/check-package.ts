// `npm run check:package [APP]`: what only the packaged app can show, on APP (its executable, or the .app on macOS) or on
// what `npm run dist` left in dist/. Needs a display (xvfb-run on Linux).
import { existsSync, globSync } from 'node:fs'
import path from 'node:path'
import {
  checkCommand,
  checkFuses,
  checkHostileEnvironment,
  checkLife,
  checkTampering,
  CheckFailed,
  type AppUnderCheck,
} from './package-checks.ts'

const root = path.resolve(import.meta.dirname, '..')
const places: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'dist/mac*/Gangway.app',
  win32: 'dist/win*-unpacked/Gangway.exe',
  linux: 'dist/linux*-unpacked/gangway',
}

const { platform } = process
const given = process.argv[2]
const found = given ?? globSync(places[platform] ?? '', { cwd: root })[0]
if (!found || !existsSync(path.resolve(root, found))) {
  console.error(`There is no packaged app${given ? ` at ${given}` : ' in dist/: run npm run dist first'}.`)
  process.exit(1)
}
const packed = path.resolve(root, found)
const isMac = platform === 'darwin'
const archive = isMac
  ? path.join(packed, 'Contents/Resources/app.asar')
  : path.join(path.dirname(packed), 'resources/app.asar')
const program = isMac ? path.join(packed, 'Contents/MacOS/Gangway') : packed
const app: AppUnderCheck = {
  command: [program, '--hidden'],
  platform,
  patienceMs: 60_000,
  cli: [program, '--cli', '--'],
}

const checks: readonly (readonly [what: string, run: (() => Promise<void>) | string])[] = [
  ['every fuse is as the checklist wants it (E19)', () => checkFuses(packed, platform)],
  ['starts with window, tray and gateway, answers status --json, quits', () => checkLife(app)],
  ['is the command line too, without a display', () => checkCommand(app)],
  ['takes no orders from its environment (E19)', () => checkHostileEnvironment(app)],
  [
    'does not start with one byte of its archive changed (E19)',
    platform === 'linux'
      ? 'Electron does not check the archive on Linux'
      : () => checkTampering(app, isMac ? packed : path.dirname(packed), archive),
  ],
]

for (const [what, run] of checks) {
  if (typeof run === 'string') {
    console.log(`- ${what}: not here, ${run}.`)
    continue
  }
  try {
    await run()
    console.log(`✓ ${what}`)
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error
    console.error(`✗ ${what}: ${error.message}`)
    process.exitCode = 1
  }
}
