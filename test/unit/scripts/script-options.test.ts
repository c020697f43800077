import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..', '..', '..')

describe('a script that is told what it does not understand', () => {
  test.each([
    ['scripts/prove-kill.ts', ['--kills', 'abc'], '--kills is a whole number of 1 or more, not "abc".\n'],
    [
      'scripts/fuzz-gateway.ts',
      ['--frames', '5', '--seed', 'abc'],
      '--seed is a whole number of 0 or more, not "abc".\n',
    ],
    ['bench/run.ts', ['--rounds', 'abc'], '--rounds is a whole number of 1 or more, not "abc".\n'],
    ['bench/gateway.ts', ['--rounds', '-'], '--rounds is a whole number of 1 or more, not "-".\n'],
  ])('%s %j plays nothing, says why and ends with 2', (script, args, sentence) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: sentence })
  })
})
