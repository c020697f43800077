import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../src-main/cli/program.ts'

const program = buildProgram({
  version: '0.0.0',
  openContext: () => {
    throw new Error('nothing is run here')
  },
  done: () => undefined,
})

/** `gangway gateway run` and its like: every command that does something. */
function names(command: Command, before: readonly string[] = []): string[] {
  const here = [...before, command.name()]
  return command.commands.length === 0
    ? [here.join(' ')]
    : command.commands.flatMap(inner => names(inner, here))
}

test('the page about the command names every one of them, and none that is not there', () => {
  const page = readFileSync(path.resolve('docs/cli.md'), 'utf8')
  const table = page.slice(0, page.indexOf('## Exit codes'))
  const named = [...table.matchAll(/`(gangway [a-z]+(?: [a-z]+)?)/g)].map(([, name]) => name)
  expect(new Set(named)).toEqual(new Set(names(program)))
})

test('every command says in one line what it does', () => {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]
  for (const command of all(program))
    expect(command.description(), command.name()).toMatch(/^\S.{9,}[^.]$|^Reach/)
})
