import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { commandLine } from '../../../../src-shared/command-line.ts'
import { commandEnv, execTool } from '../../../../src-main/agent/tools/exec.ts'
import type { CommandRequest, Decision } from '../../../../src-main/agent/tools/tool-host.ts'
import { eventually } from '../../../support/eventually.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

const dirs: TempDir[] = []
afterEach(async () => {
  for (const dir of dirs.splice(0)) await dir.remove()
})

async function openExec(decision: Decision = 'allowed', env: NodeJS.ProcessEnv = process.env) {
  const dir = await makeTempDir('exec')
  dirs.push(dir)
  const asked: CommandRequest[] = []
  const commands = {
    async decide(request: CommandRequest) {
      asked.push(request)
      return decision
    },
    lostCall: () => undefined,
  }
  const tool = execTool({ root: dir.path }, { commands }, { timeoutMs: 60_000, env })
  const run = (input: object, signal = new AbortController().signal) =>
    tool.run(input, { conversation: 'c', runId: 'r', callId: 'k', signal })
  return { root: dir.path, asked, run, tool }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A program of a few lines. */
const node = (script: string) => [process.execPath, '-e', script]

test('a program runs in the workspace, and what it writes is returned', async () => {
  const { root, run } = await openExec()
  const { text } = await run({ argv: node('console.log(process.cwd()); console.error("and this")') })
  expect(text.split('\n').sort()).toEqual([root, 'and this'].sort())
})

test('a person is shown what exactly will run, and where', async () => {
  const { root, run, asked } = await openExec('denied')
  await mkdir(path.join(root, 'sub'))
  const outcome = await run({ argv: ['ls', '-l'], workdir: 'sub' })
  expect(asked).toEqual([
    expect.objectContaining({
      argv: ['ls', '-l'],
      cwd: path.join(root, 'sub'),
      resolvedPath: expect.stringMatching(/^\/.*\/ls$/),
      conversation: 'c',
      runId: 'r',
      callId: 'k',
    }),
  ])
  expect(outcome).toMatchObject({ isError: true, text: expect.stringContaining('The person said no') })
})

test.each<[Decision, RegExp]>([
  ['denied', /said no/],
  ['expired', /Nobody answered/],
  ['not-asked', /tools\.exec\.mode/],
])('what is %s does not run', async (decision, expected) => {
  const { root, run } = await openExec(decision)
  const outcome = await run({ argv: node(`require("fs").writeFileSync("ran.txt", "")`) })
  expect(outcome).toMatchObject({ isError: true, text: expect.stringMatching(expected) })
  expect(await readdir(root)).toEqual([])
})

test('there is no shell: nothing in an argument is understood as one', async () => {
  const { run } = await openExec()
  const tricks = ['$HOME', '`id`', '$(id)', ';', '&&', '|', '>', '*', '"', "'", 'a b', '']
  const { text } = await run({
    argv: [...node('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...tricks],
  })
  expect(JSON.parse(text)).toEqual(tricks)
})

test('a program that fails is a result', async () => {
  const { run } = await openExec()
  expect(await run({ argv: node('console.log("half"); process.exit(3)') })).toEqual({
    text: 'half\n(exit code 3)',
    isError: true,
  })
  expect(await run({ argv: ['there-is-no-such-program'] })).toMatchObject({ isError: true })
})

test('a program that takes too long is stopped, and all that it started with it', async () => {
  const { run } = await openExec()
  const script = `
    const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const outcome = await run({ argv: node(script), timeoutSeconds: 5 })
  expect(outcome).toMatchObject({ isError: true, text: expect.stringContaining('not done after 5 s') })
  const pid = Number(outcome.text.split('\n')[0])
  await eventually(() => isRunning(pid)).toBe(false)
})

test('a program that does not heed a request to end is ended', async () => {
  const { run } = await openExec()
  const aborter = new AbortController()
  const outcome = run(
    { argv: node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)') },
    aborter.signal,
  )
  setImmediate(() => aborter.abort())
  expect(await outcome).toEqual({ text: 'Stopped.', isError: true })
})

test('however much a program writes, its beginning and end are what is returned', async () => {
  const { run } = await openExec()
  const script = 'console.log("first"); process.stdout.write("x".repeat(5e6)); console.log("\\nlast")'
  const { text } = await run({ argv: node(script) })
  expect(text.length).toBeLessThan(70_000)
  expect(text).toMatch(/^first\n/)
  expect(text).toMatch(/\nlast$/)
  expect(text).toContain('left out')
})

test('what a terminal would understand is taken out', async () => {
  const { run } = await openExec()
  const { text } = await run({
    argv: node('process.stdout.write("\\x1b[31mred\\x1b[0m\\x07 \\x1b]0;title\\x07done")'),
  })
  expect(text).toBe('red done')
})

test('secrets of the gateway are not in the environment of what it runs', async () => {
  const env = {
    ...process.env,
    OPENAI_API_KEY: 'sk-1',
    MY_SECRET: 's',
    GITHUB_TOKEN: 't',
    DB_PASSWORD: 'p',
    LANG: 'C',
  }
  const { run } = await openExec('allowed', { ...env, NODE_OPTIONS: '--no-warnings', LD_PRELOAD: '/x.so' })
  const { text } = await run({ argv: node('console.log(JSON.stringify(process.env))') })
  const names = Object.keys(JSON.parse(text) as object)
  expect(names).toContain('LANG')
  for (const hidden of [
    'OPENAI_API_KEY',
    'MY_SECRET',
    'GITHUB_TOKEN',
    'DB_PASSWORD',
    'NODE_OPTIONS',
    'LD_PRELOAD',
  ]) {
    expect(names).not.toContain(hidden)
  }
  expect(commandEnv({ GANGWAY_VAULT: 'x', PATH: '/bin' })).toEqual({ PATH: '/bin', OPENCLAW_SHELL: 'exec' })
})

test('a folder outside of the workspace is none to work in', async () => {
  const { run, asked } = await openExec()
  expect(await run({ argv: ['ls'], workdir: '..' })).toMatchObject({ isError: true })
  expect(await run({ argv: ['ls'], workdir: '/' })).toMatchObject({ isError: true })
  expect(asked).toEqual([])
})

test('a program of the workspace is named by its path, never by its name alone', async () => {
  const { root, run } = await openExec()
  await writeFile(path.join(root, 'tool'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
  expect(await run({ argv: ['tool'] })).toMatchObject({ isError: true })
  expect(await run({ argv: ['./tool'] })).toEqual({ text: 'mine' })
})

test('a command line is shown so that each argument can be told from the next', async () => {
  expect(commandLine(['git', 'commit', '-m', 'a b; rm -rf /'])).toBe('git commit -m "a b; rm -rf /"')
  const { tool } = await openExec()
  expect(tool.title({ argv: ['echo', 'x'.repeat(500)] }).length).toBeLessThanOrEqual(120)
})

test('what would not be an argument is refused', async () => {
  const { run } = await openExec()
  expect(await run({ argv: [] })).toMatchObject({ isError: true })
  expect(await run({ argv: ['echo', 'a\0b'] })).toMatchObject({ isError: true })
  expect(await run({ argv: 'echo hi' })).toMatchObject({ isError: true })
})
