import { chmod, link, lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { editTool } from '../../../../src-main/agent/tools/edit.ts'
import { lsTool } from '../../../../src-main/agent/tools/ls.ts'
import { readTool } from '../../../../src-main/agent/tools/read.ts'
import type { Tool } from '../../../../src-main/agent/tools/tool.ts'
import { maxTextBytes } from '../../../../src-main/agent/tools/workspace-text.ts'
import { writeTool } from '../../../../src-main/agent/tools/write.ts'
import { runProgram } from '../../../support/run-program.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

const dirs: TempDir[] = []
afterEach(async () => {
  for (const dir of dirs.splice(0)) await dir.remove()
})

const use = { conversation: 'c', runId: 'r', callId: 'k', signal: new AbortController().signal }

/** A workspace beside something that is none of its business. */
async function makeWorkspace() {
  const dir = await makeTempDir('workspace')
  dirs.push(dir)
  const root = path.join(dir.path, 'workspace')
  const outside = path.join(dir.path, 'outside')
  await mkdir(root)
  await mkdir(outside)
  await writeFile(path.join(outside, 'secret.txt'), 'none of your business')
  const call = (tool: (workspace: { root: string }) => Tool) => (input: unknown) =>
    tool({ root }).run(input, use)
  return {
    root,
    outside,
    inside: (name: string) => path.join(root, name),
    read: call(readTool),
    write: call(writeTool),
    edit: call(editTool),
    ls: call(lsTool),
  }
}

test('a file is written, read, changed and listed', async () => {
  const { write, read, edit, ls, inside } = await makeWorkspace()
  expect(await write({ path: 'notes/today.md', content: 'buy milk\n' })).toEqual({
    text: 'Written: notes/today.md (9 bytes).',
  })
  expect(await read({ path: 'notes/today.md' })).toEqual({ text: 'buy milk\n' })
  await edit({ path: 'notes/today.md', oldText: 'milk', newText: 'oat milk' })
  expect(await readFile(inside('notes/today.md'), 'utf8')).toBe('buy oat milk\n')
  expect(await ls({ path: 'notes' })).toEqual({ text: 'notes:\ntoday.md  13' })
  expect(await ls({})).toEqual({ text: '.:\nnotes/' })
})

test('the workspace is made when it is first wanted', async () => {
  const dir = await makeTempDir('workspace')
  dirs.push(dir)
  const root = path.join(dir.path, 'not', 'there', 'yet')
  expect(await lsTool({ root }).run({}, use)).toEqual({ text: '.: empty' })
  expect((await stat(root)).mode & 0o777).toBe(0o700)
})

test('a long file is read in parts', async () => {
  const { write, read } = await makeWorkspace()
  await write({ path: 'long.txt', content: Array.from({ length: 50 }, (_, i) => `line ${i + 1}`).join('\n') })
  expect(await read({ path: 'long.txt', offset: 11, limit: 2 })).toEqual({
    text: 'line 11\nline 12\n(Lines 11 to 12 of 50.)',
  })
  expect(await read({ path: 'long.txt', offset: 51 })).toMatchObject({ isError: true })
})

const escapes = [
  '../outside/secret.txt',
  'a/../../outside/secret.txt',
  './../outside/secret.txt',
  '..',
  '/etc/passwd',
  '/',
  'link-out/secret.txt',
  'link-to-secret',
  'link-to-link',
]

test.each(escapes)('nothing outside is read by way of %s', async given => {
  const { read, ls, root, outside, inside } = await makeWorkspace()
  await symlink(outside, inside('link-out'))
  await symlink(path.join(outside, 'secret.txt'), inside('link-to-secret'))
  await symlink('link-to-secret', inside('link-to-link'))
  for (const outcome of [await read({ path: given }), await ls({ path: given })]) {
    expect(outcome.isError).toBe(true)
    expect(outcome.text).not.toContain('none of your business')
    expect(outcome.text).not.toContain('secret.txt  ')
  }
  expect(await read({ path: path.join(root, '..', 'outside', 'secret.txt') })).toMatchObject({
    isError: true,
  })
})

test.each(escapes)('nothing outside is written by way of %s', async given => {
  const { write, edit, outside, inside } = await makeWorkspace()
  await symlink(outside, inside('link-out'))
  await symlink(path.join(outside, 'secret.txt'), inside('link-to-secret'))
  await symlink('link-to-secret', inside('link-to-link'))
  expect(await write({ path: given, content: 'overwritten' })).toMatchObject({ isError: true })
  expect(await edit({ path: given, oldText: 'none', newText: 'all' })).toMatchObject({ isError: true })
  expect(await readFile(path.join(outside, 'secret.txt'), 'utf8')).toBe('none of your business')
  expect(await readdir(outside)).toEqual(['secret.txt'])
})

test('a new file does not come to lie outside through a link to a folder that is not there', async () => {
  const { write, outside, inside } = await makeWorkspace()
  await symlink(path.join(outside, 'new'), inside('dangling'))
  await symlink(outside, inside('link-out'))
  expect(await write({ path: 'dangling/file.txt', content: 'x' })).toMatchObject({ isError: true })
  expect(await write({ path: 'dangling', content: 'x' })).toMatchObject({ text: expect.any(String) })
  expect(await write({ path: 'link-out/deep/down/file.txt', content: 'x' })).toMatchObject({ isError: true })
  expect(await readdir(outside)).toEqual(['secret.txt'])
})

test('whatever path a model makes up, nothing outside changes or is told', async () => {
  const { write, read, outside, inside } = await makeWorkspace()
  await symlink(outside, inside('out'))
  await mkdir(inside('in'))
  const before = await readFile(path.join(outside, 'secret.txt'), 'utf8')
  const part = fc.constantFrom(
    '..',
    '.',
    'in',
    'out',
    'a',
    '',
    'secret.txt',
    'outside',
    '~',
    '...',
    'in\\..',
    '%2e%2e',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 7 }),
      fc.boolean(),
      async (parts, absolute) => {
        const given = (absolute ? '/' : '') + parts.join('/')
        if (given === '') return
        const { text } = await read({ path: given })
        expect(text).not.toContain(before)
        await write({ path: given, content: 'changed' })
        expect(await readdir(outside)).toEqual(['secret.txt'])
        expect(await readFile(path.join(outside, 'secret.txt'), 'utf8')).toBe(before)
      },
    ),
    { numRuns: 150 },
  )
})

test('an absolute path into the workspace is as good as a relative one', async () => {
  const { write, read, inside } = await makeWorkspace()
  await write({ path: inside('a.txt'), content: 'here' })
  expect(await read({ path: 'a.txt' })).toEqual({ text: 'here' })
  expect(await read({ path: inside('a.txt') })).toEqual({ text: 'here' })
})

test('a link within the workspace is followed', async () => {
  const { write, read, inside } = await makeWorkspace()
  await write({ path: 'real.txt', content: 'one' })
  await symlink('real.txt', inside('link.txt'))
  await write({ path: 'link.txt', content: 'two' })
  expect(await read({ path: 'link.txt' })).toEqual({ text: 'two' })
  expect((await lstat(inside('link.txt'))).isSymbolicLink()).toBe(true)
})

test('a pipe or a folder is no file, and holds nobody up', async () => {
  const { read, write, inside } = await makeWorkspace()
  await runProgram('mkfifo', [inside('pipe')])
  await mkdir(inside('folder'))
  expect(await read({ path: 'pipe' })).toEqual({ text: 'pipe is not a file.', isError: true })
  expect(await read({ path: 'folder' })).toMatchObject({ isError: true })
  expect(await write({ path: 'folder', content: 'x' })).toEqual({
    text: 'folder is not a file.',
    isError: true,
  })
  expect(await write({ path: '.', content: 'x' })).toMatchObject({ isError: true })
})

test('what is no text or too large is said instead of read', async () => {
  const { read, write, inside } = await makeWorkspace()
  await writeFile(inside('picture.png'), Buffer.from([0x89, 0x50, 0, 0]))
  await writeFile(inside('huge.txt'), Buffer.alloc(maxTextBytes + 1, 'x'))
  expect((await read({ path: 'picture.png' })).text).toBe('picture.png is not a text file.')
  expect((await read({ path: 'huge.txt' })).text).toContain('at most')
  expect((await write({ path: 'huge2.txt', content: 'x'.repeat(maxTextBytes + 1) })).isError).toBe(true)
  expect(await readdir(path.dirname(inside('huge.txt')))).not.toContain('huge2.txt')
})

test('a file keeps its mode, and a new one is the person’s own', async () => {
  const { write, inside } = await makeWorkspace()
  await write({ path: 'new.txt', content: 'x' })
  expect((await stat(inside('new.txt'))).mode & 0o777).toBe(0o600)
  await chmod(inside('new.txt'), 0o644)
  await write({ path: 'new.txt', content: 'y' })
  expect((await stat(inside('new.txt'))).mode & 0o777).toBe(0o644)
})

test('a file that others hold under another name is replaced, not written into', async () => {
  const { write, root, outside, inside } = await makeWorkspace()
  await writeFile(path.join(outside, 'shared.txt'), 'shared')
  await link(path.join(outside, 'shared.txt'), inside('shared.txt'))
  await write({ path: 'shared.txt', content: 'mine' })
  expect(await readFile(path.join(outside, 'shared.txt'), 'utf8')).toBe('shared')
  expect(await readdir(root)).toEqual(['shared.txt'])
})

test.each([
  ['nowhere', 'The old text does not stand in a.txt.'],
  ['a', 'The old text stands in a.txt 3 times.'],
])('the text %s is not changed, for it is not one place', async (oldText, text) => {
  const { write, edit } = await makeWorkspace()
  await write({ path: 'a.txt', content: 'banana' })
  expect(await edit({ path: 'a.txt', oldText, newText: 'x' })).toEqual({ text, isError: true })
})

test.each([{}, { path: '' }, { path: 7 }, { path: 'a', content: 7 }, 'a.txt', null, undefined])(
  'arguments like %j are answered, not thrown',
  async input => {
    const { write } = await makeWorkspace()
    expect(await write(input)).toMatchObject({ isError: true, text: expect.stringContaining('do not fit') })
  },
)

test('a path with NUL is refused', async () => {
  const { read } = await makeWorkspace()
  expect(await read({ path: 'a\0b' })).toMatchObject({ isError: true })
})
