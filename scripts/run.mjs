// The two commands of a fresh clone, `npm start` and `npm test`, begin here. No dependencies, Node 20 or later:
// it installs what the lock file says when that is missing or older, builds what is stale, and hands over to the
// Node version that the lock file pins.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { nothingCounted } from './closing-line.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const inRoot = (...parts) => path.join(root, ...parts)

/** What follows the preparation: the script that runs under the pinned Node, and whether it needs the build. */
const commands = {
  start: { script: 'scripts/start.mjs', build: true },
  test: { script: 'scripts/test.mjs', build: true },
  'test:e2e': { script: 'scripts/test.mjs', build: true, args: ['--only', 'e2e'] },
  'test:interop': { script: 'test/interop/run.ts', build: true },
  fuzz: { script: 'scripts/fuzz-gateway.ts', build: true },
  prove: { script: 'scripts/prove.ts', build: true },
  'prove:kill': { script: 'scripts/prove-kill.ts', build: true },
  'bench:gateway': { script: 'bench/gateway.ts', build: true },
  bench: { script: 'bench/run.ts', build: true },
  screenshots: { script: 'scripts/screenshots.ts', build: true },
}

function leave(sentence) {
  process.stderr.write(`${sentence}\n`)
  // Who reads the last line of the tests reads one.
  if (command?.script === 'scripts/test.mjs') process.stdout.write(nothingCounted)
  process.exit(1)
}

/** npm writes this file at the end of every install, so its age is the age of node_modules. */
function installed() {
  const marker = inRoot('node_modules', '.package-lock.json')
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs
}

function pinnedNode() {
  return inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options })
  if (result.error) leave(`Could not run ${program}: ${result.error.message}`)
  return result.status ?? 1
}

const [name, ...rest] = process.argv.slice(2)
const command = commands[name]
if (!command) leave(`Unknown command "${name}". One of: ${Object.keys(commands).join(', ')}.`)

if (!installed()) {
  process.stderr.write('Installing what package-lock.json names (once)…\n')
  const npm = process.env.npm_execpath
  // What is printed to standard output belongs to the command itself (`npm start -- --json`).
  const stdio = ['ignore', 2, 2]
  const status = npm?.endsWith('.js')
    ? run(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { stdio })
    : run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
        stdio,
        shell: process.platform === 'win32',
      })
  if (status !== 0) leave('npm ci failed; its output above says why.')
}
if (!existsSync(pinnedNode())) {
  leave('The pinned Node is not in node_modules. Remove node_modules and run the command again.')
}

const environment = {
  ...process.env,
  PATH: [path.dirname(pinnedNode()), inRoot('node_modules', '.bin'), process.env.PATH ?? ''].join(
    path.delimiter,
  ),
}
if (command.build) {
  const status = run(pinnedNode(), ['scripts/build.mjs', '--if-stale'], {
    env: environment,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) leave('The build failed; its output above says why.')
}
process.exit(run(pinnedNode(), [command.script, ...(command.args ?? []), ...rest], { env: environment }))
