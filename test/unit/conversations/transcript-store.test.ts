import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { textOf } from '../../../src-main/conversations/messages.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const key = 'agent:main:main'
const dirs: TempDir[] = []
const nobody = () => 'nobody'

async function tempFile() {
  const dir = await makeTempDir('store')
  dirs.push(dir)
  return path.join(dir.path, 'gateway.db')
}

afterEach(async () => {
  for (const dir of dirs.splice(0)) await dir.remove()
})

test('a message, its files and its run are committed together or not at all', async () => {
  const database = openDatabase(await tempFile(), nobody)
  const store = transcriptStore(database)
  const message = { role: 'user', text: 'hi', idempotencyKey: 'k' } as const
  const file = { id: 'f', mimeType: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
  store.accept(key, message, [file], 'k', 1)
  // The same run again breaks the last of the three writes.
  expect(() => store.accept(key, message, [{ ...file, id: 'g' }], 'k', 2)).toThrow('UNIQUE')

  expect(store.find(key)).toMatchObject({ lastSeq: 1, updatedAt: 1 })
  expect(store.file('f')?.bytes).toEqual(new Uint8Array([1, 2, 3]))
  expect(store.file('g')).toBeUndefined()
  database.close()
})

test('what was said before a conversation comes with its first message, or not at all', async () => {
  const database = openDatabase(await tempFile(), nobody)
  const store = transcriptStore(database)
  const said = (text: string) => ({ role: 'user', text, idempotencyKey: text }) as const
  const past = [said('before'), said('and before that')]
  const alongside = () => {
    throw new Error('full')
  }
  expect(() => store.accept(key, said('now'), [], 'k', 1, { past, alongside })).toThrow('full')
  expect(store.find(key)).toBeUndefined()

  store.accept(key, said('now'), [], 'k', 1, { past })
  store.accept(key, said('then'), [], 'l', 2, { past })

  expect(store.messages(key, 1, 9).map(({ message, runId }) => [textOf(message), runId])).toEqual([
    ['before', undefined],
    ['and before that', undefined],
    ['now', 'k'],
    ['then', 'l'],
  ])
  database.close()
})

test('a conversation is found by its key, its name and its first words, in any case', async () => {
  const database = openDatabase(await tempFile(), nobody)
  const store = transcriptStore(database)
  const say = (conversation: string, text: string) => {
    const runId = `${conversation} ${text}`
    store.accept(conversation, { role: 'user', text, idempotencyKey: runId }, [], runId, 1)
  }
  say('agent:main:one', 'Zażółć gęślą jaźń')
  say('agent:main:one', 'and then something else')
  say('agent:main:two', '100% sure_ly')
  store.setLabel('agent:main:two', 'Holidays')
  const found = (search: string) =>
    store.list({ search, limit: 10, offset: 0 }).conversations.map(({ key }) => key)

  expect(found('ZAŻÓŁĆ')).toEqual(['agent:main:one'])
  expect(found('main:TWO')).toEqual(['agent:main:two'])
  expect(found('holi')).toEqual(['agent:main:two'])
  expect(found('0% sure_')).toEqual(['agent:main:two'])
  expect(found('something else')).toEqual([])
  store.setLabel('agent:main:two', null)
  store.startAnew('agent:main:one', 2)
  expect([...found('holi'), ...found('gęślą')]).toEqual([])
  expect(store.list({ search: 'agent', limit: 1, offset: 0 })).toMatchObject({ total: 2 })
  database.close()
})

test('a search never reads the rows it passes by', async () => {
  const database = openDatabase(await tempFile(), nobody)
  const plan = database
    .prepare(
      `EXPLAIN QUERY PLAN SELECT count(*) FROM conversations WHERE updated_at >= 0 AND instr(words, 'x') > 0`,
    )
    .all()
  expect(plan).toMatchObject([{ detail: expect.stringContaining('COVERING INDEX') }])
  database.close()
})

test('a file of a newer Gangway is left alone', async () => {
  const file = await tempFile()
  const database = openDatabase(file, nobody)
  database.exec('PRAGMA user_version = 999')
  database.close()
  expect(() => openDatabase(file, nobody)).toThrow('newer Gangway')
})

test('a file that is no database is left alone', async () => {
  const file = await tempFile()
  const { writeFileSync, readFileSync } = await import('node:fs')
  writeFileSync(file, 'my own notes, which are long enough to be looked at by SQLite. '.repeat(100))
  expect(() => openDatabase(file, nobody)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  expect(readFileSync(file, 'utf8')).toContain('my own notes')
})

test('one process at a time', async () => {
  const file = await tempFile()
  const first = openDatabase(file, nobody)
  expect(() => openDatabase(file, () => 'process 1')).toThrow(
    expect.objectContaining({
      code: 'STATE_DIR_IN_USE',
      report: expect.objectContaining({ details: { path: file, owner: 'process 1' } }),
    }),
  )
  first.close()
  openDatabase(file, nobody).close()
})

test('what was acknowledged is there after the process was killed, and the file opens', async () => {
  const file = await tempFile()
  const script = `
    import { openDatabase } from ${JSON.stringify(path.resolve('src-main/conversations/database.ts'))}
    import { transcriptStore } from ${JSON.stringify(path.resolve('src-main/conversations/transcript-store.ts'))}
    const store = transcriptStore(openDatabase(${JSON.stringify(file)}, () => ''))
    for (let i = 1; ; i += 1) {
      store.accept(${JSON.stringify(key)}, { role: 'user', text: String(i), idempotencyKey: String(i) }, [], String(i), i)
      process.stdout.write(i + '\\n')
      if (i % 20 === 0) await new Promise(resolve => setImmediate(resolve))
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let acknowledged = 0
  for await (const chunk of child.stdout) {
    acknowledged = Number(String(chunk).trim().split('\n').at(-1))
    if (acknowledged > 200) break
  }
  child.kill('SIGKILL')
  await ended

  const database = openDatabase(file, nobody)
  const store = transcriptStore(database)
  expect(store.find(key)?.lastSeq).toBeGreaterThanOrEqual(acknowledged)
  expect(store.openRuns()).toHaveLength(store.find(key)?.lastSeq ?? 0)
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
})
