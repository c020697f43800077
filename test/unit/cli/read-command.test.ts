import { expect, test } from 'vitest'
import { buildProgram } from '../../../src-main/cli/program.ts'
import { commandWords, readCommand } from '../../../src-main/cli/read-command.ts'

test.each([
  [[]],
  [['--hidden']],
  [['--hidden', '--state-dir=/tmp/x']],
  [['--state-dir', 'health']],
  [['--safe-mode', 'status']],
  [['gangway://connect?target=health']],
  [['/home/me/health']],
  [['./gateway']],
  [['C:\\gangway\\test']],
  [['--no-sandbox']],
  [['--remote-debugging-port=0', 'gateway', 'run']],
  [['--ozone-platform=wayland']],
  [['-psn_0_12345']],
  [['--inspect', 'chat']],
  [['--original-process-start-time=1']],
  [['--profile', 'work']],
  [['--json']],
])('%j opens the window', args => {
  expect(readCommand(args)).toBeUndefined()
})

test.each([
  ['health'],
  ['gateway', 'status'],
  ['--json', 'health'],
  ['--profile', 'work', 'status', '--deep'],
  ['--state-dir=/tmp/x', '--verbose', 'doctor'],
  ['chat', '--', '--cli'],
  ['--help'],
  ['--version'],
])('%s %s %s is a command', (...args) => {
  expect(readCommand(args.filter(arg => arg !== undefined))).toEqual(args)
})

test('what comes after --cli is the command line’s, even where it is no command', () => {
  expect(readCommand(['--cli', 'nonsense'])).toEqual(['nonsense'])
  expect(readCommand(['--cli', '--', 'test', 'wss://box', '--json'])).toEqual(['test', 'wss://box', '--json'])
  expect(readCommand(['--cli', '--', '--', 'x'])).toEqual(['--', 'x'])
  expect(readCommand(['--cli'])).toEqual([])
})

test('the words are those of the commands that there are', () => {
  const program = buildProgram({
    version: '0.0.0',
    openContext: () => {
      throw new Error('nothing is run here')
    },
    done: () => undefined,
  })
  expect([...commandWords].toSorted()).toEqual([...program.commands.map(c => c.name()), 'help'].toSorted())
})
