// A case that tests play already: those that bear its name are run for it and counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { makeTempDir } from '../support/temp-dir.ts'
import type { Measure, Step } from './proof-case.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
)

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

export type TestsOf = {
  /** Below `test/`. */
  readonly files: readonly string[]
  /** Of their names; all when absent. */
  readonly named?: RegExp
  /** One test plays as many cases as the amount says (GANGWAY_TEST_CASES), and they all agree or it fails. */
  readonly isCounted?: boolean
}

export function ofTests({ files, named = /./, isCounted = false }: TestsOf): Measure {
  return async ({ amount, seed }) => {
    const dir = await makeTempDir('proof')
    const file = path.join(dir.path, 'report.json')
    const args = ['--no-file-parallelism', '--reporter=json', `--outputFile=${file}`, '-t', named.source]
    const child = spawn(process.execPath, [vitest, 'run', ...args, ...files.map(name => `test/${name}`)], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        GANGWAY_TEST_SEED: String(seed),
        ...(isCounted ? { GANGWAY_TEST_CASES: String(amount) } : {}),
      },
    })
    await once(child, 'close')
    const { testResults } = Report.parse(JSON.parse(await readFile(file, 'utf8')))
    await dir.remove()
    const done = testResults
      .flatMap(result => result.assertionResults)
      .filter(({ fullName, status }) => named.test(fullName) && ['passed', 'failed'].includes(status))
    const steps = done.map(({ fullName, status, duration }): Step => ({
      what: fullName,
      ok: status === 'passed',
      ms: Math.round(duration ?? 0),
    }))
    const notRun = testResults
      .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
      .map(({ name, message = '' }) => `${path.relative(root, name)}: ${message.split('\n')[0]}`)
    const failed = done
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages?.[0]?.split('\n')[0] ?? ''}`)
    if (done.length === 0) notRun.push('no test of that name was run')
    const passed = steps.filter(({ ok }) => ok).length
    const counted = failed.length + notRun.length === 0 ? amount : 0
    return {
      played: isCounted ? amount : steps.length,
      passed: isCounted ? counted : passed,
      failures: [...failed, ...notRun],
      numbers: isCounted ? {} : { tests: steps.length },
      steps,
    }
  }
}
