// `npm test`: typecheck, lint with the import rules, then every suite; one closing line at the end.
// `--only unit|integration|e2e` runs one suite alone; anything else is handed to vitest.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { installSystemPackages } from './system-packages.mjs'

const require = createRequire(import.meta.url)
const args = process.argv.slice(2)
const onlyAt = args.indexOf('--only')
const only = onlyAt === -1 ? undefined : args.splice(onlyAt, 2)[1]

function step(title, program, stepArgs) {
  process.stdout.write(`\n▸ ${title}\n`)
  const run = spawnSync(program, stepArgs, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (run.status !== 0) process.exit(run.status ?? 1)
}

const lacking = installSystemPackages()
if (lacking) {
  process.stderr.write(`${lacking}\n`)
  process.exit(1)
}
if (!only) {
  step('types', process.execPath, ['scripts/typecheck.mjs'])
  step('lint and import rules', 'oxlint', ['--type-aware', '--deny-warnings'])
}
const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
step(only ? `tests: ${only}` : 'tests', process.execPath, [
  vitest,
  'run',
  ...(only ? ['--project', only] : []),
  ...args,
])
