// `npm test` ends with one line that counts, also when it ends before there is anything to count.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

test('tests that cannot be started are a failure with a closing line', () => {
  const script = path.resolve(import.meta.dirname, '../../../scripts/test.mjs')
  const { status, stdout } = spawnSync(process.execPath, [script, '--only', 'no-such-suite'], {
    encoding: 'utf8',
  })
  expect([status, stdout.split('\n').at(-2)]).toEqual([1, '0 passed, 1 failed'])
})
