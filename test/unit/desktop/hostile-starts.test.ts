import { expect, test } from 'vitest'
import { commandLines, refusedLines } from '../../support/hostile-starts/command-lines.ts'
import { judgeStart } from '../../support/hostile-starts/judge-start.ts'

test(`${commandLines.length} command lines open the window or a form, and none is a command`, () => {
  expect(commandLines.length).toBeGreaterThan(100)
  expect(commandLines.map(judgeStart).filter(what => what !== 'window')).toEqual([])
})

test('a link among them leads to a form', () => {
  expect(judgeStart(['gangway://connect?target=harbour'])).toBe('form')
  expect(judgeStart(['--hidden', '--no-sandbox', 'gangway://connect?target=harbour'])).toBe('form')
  expect(judgeStart(['health'])).toBe('command')
})

test.each(refusedLines)('%j is refused', line => {
  expect(judgeStart([line])).toBe('refused')
})
