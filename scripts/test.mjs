// `npm test`: typecheck, lint with the import rules, then every suite; one closing line at the end, whatever becomes of them.
// `--only unit|integration|e2e` runs one suite alone; anything else is handed to vitest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { nothingCounted, saidIn } from './closing-line.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** Six times what they take; a test that never gives its worker back would go on for ever. */
const testsWithinMs = 60 * 60_000

const require = createRequire(import.meta.url)
const args = process.argv.slice(2)
const onlyAt = args.indexOf('--only')
const only = onlyAt === -1 ? undefined : args.splice(onlyAt, 2)[1]

/** Ends with the line that the tests have not said. */
function fail(status) {
  process.stdout.write(nothingCounted)
  process.exit(status)
}

function run(title, program, stepArgs, options = {}) {
  process.stdout.write(`\n▸ ${title}\n`)
  const step = spawnSync(program, stepArgs, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  })
  if (step.error) process.stderr.write(`${title}: ${step.error.message}\n`)
  return step.error ? 1 : (step.status ?? 1)
}

function check(title, program, stepArgs) {
  const status = run(title, program, stepArgs)
  if (status !== 0) fail(status)
}

const lacking = installSystemPackages()
if (lacking) {
  process.stderr.write(`${lacking}\n`)
  fail(1)
}
if (!only) {
  check('types', process.execPath, ['scripts/typecheck.mjs'])
  check('lint and import rules', 'oxlint', ['--type-aware', '--deny-warnings'])
}
const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const folder = mkdtempSync(path.join(os.tmpdir(), 'gangway-closing-line-'))
const file = path.join(folder, 'said')
const status = run(
  only ? `tests: ${only}` : 'tests',
  process.execPath,
  [vitest, 'run', ...(only ? ['--project', only] : []), ...args],
  { env: { ...process.env, [saidIn]: file }, timeout: testsWithinMs, killSignal: 'SIGKILL' },
)
const isSaid = existsSync(file)
rmSync(folder, { recursive: true, force: true })
if (!isSaid) fail(status || 1)
process.exit(status)
