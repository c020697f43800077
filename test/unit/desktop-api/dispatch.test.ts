import { expect, test } from 'vitest'
import { z } from 'zod'
import { namesOf, type Reply } from '../../../src-shared/desktop-api.ts'
import { appError } from '../../../src-shared/errors.ts'
import { accept, nothing, type Handler, type Handlers } from '../../../src-main/desktop-api/accept.ts'
import { openDispatch, type Dispatch } from '../../../src-main/desktop-api/dispatch.ts'

const quiet = { warn: () => {}, error: () => {} }

/** A dispatch that answers only what a test is about; `reached` tells which questions got to their answer. */
function testDispatch(
  entries: Record<string, (reached: (argument: unknown) => void) => Handler>,
  now: () => number = () => 0,
): { ask: Dispatch; reached: unknown[]; logged: unknown[] } {
  const reached: unknown[] = []
  const logged: unknown[] = []
  const rooms: Record<string, Record<string, Handler>> = {}
  for (const [name, make] of Object.entries(entries)) {
    const [room = '', entry = ''] = name.split('.')
    rooms[room] = { ...rooms[room], [entry]: make(argument => reached.push(argument)) }
  }
  const log = { warn: quiet.warn, error: (...line: unknown[]) => logged.push(line) }
  const caller = { signal: new AbortController().signal }
  return { ask: openDispatch(rooms as unknown as Handlers, caller, log, now), reached, logged }
}

const codeOf = (reply: Reply) => (reply.ok ? 'ok' : reply.error.code)

const drafts = () =>
  testDispatch({
    'drafts.read': reached =>
      accept(z.strictObject({ key: z.string().max(20) }), argument => {
        reached(argument)
        return 'draft'
      }) as Handler,
  })

test('a question with the argument it wants is answered', async () => {
  const { ask, reached } = drafts()
  expect(await ask('drafts.read', { key: 'main' })).toEqual({ ok: true, value: 'draft' })
  expect(reached).toEqual([{ key: 'main' }])
})

test.each([
  'nothing.here',
  'drafts',
  'drafts.',
  '.read',
  'drafts.read.read',
  'DRAFTS.READ',
  ' drafts.read',
  'drafts.read\0',
  '__proto__.x',
  '__proto__.toString',
  'constructor.name',
  'drafts.__proto__',
  'drafts.constructor',
  'drafts.toString',
  'hasOwnProperty.call',
  'connection.changed',
  'gateway.event',
  '',
  '../drafts.read',
  'x'.repeat(100_000),
])('a question nobody listed is refused: %.40s', async name => {
  const { ask, reached } = drafts()
  expect(codeOf(await ask(name, { key: 'main' }))).toBe('INVALID_INPUT')
  expect(reached).toEqual([])
})

test.each([[undefined], [null], [7], [{}], [['drafts.read']], [Symbol('drafts.read')]])(
  'a name that is no text is refused: %s',
  async name => {
    const { ask, reached } = drafts()
    expect(codeOf(await ask(name, { key: 'main' }))).toBe('INVALID_INPUT')
    expect(reached).toEqual([])
  },
)

const cyclic: Record<string, unknown> = {}
cyclic['key'] = cyclic
let deep: unknown = 'main'
for (let level = 0; level < 200; level++) deep = { key: deep }

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'main'],
  ['a list', ['main']],
  ['a wrong type', { key: 7 }],
  ['too much text', { key: 'x'.repeat(21) }],
  ['a key too many', { key: 'main', also: 1 }],
  ['a prototype', JSON.parse('{"key":"main","__proto__":{"admin":true}}')],
  ['a function', { key: () => 'main' }],
  ['a date', { key: new Date(0) }],
  ['a map', new Map([['key', 'main']])],
  [
    'an object of a class',
    new (class Draft {
      key = 'main'
    })(),
  ],
  ['not a number', { key: Number.NaN }],
  ['a big number', { key: 1n }],
  ['a cycle', cyclic],
  ['two hundred levels', deep],
  ['two megabytes', { key: 'x'.repeat(2 * 1024 * 1024) }],
  ['a million items', { key: Array.from({ length: 1_000_000 }, () => 0) }],
])('an argument that is %s does not reach the answer', async (_what, argument) => {
  const { ask, reached } = drafts()
  expect(codeOf(await ask('drafts.read', argument))).toBe('INVALID_INPUT')
  expect(reached).toEqual([])
})

test('a refusal does not repeat the value that was refused', async () => {
  const { ask } = testDispatch({
    'credentials.setGatewaySecret': () => accept(z.strictObject({ secret: z.number() }), () => {}) as Handler,
  })
  const reply = await ask('credentials.setGatewaySecret', { secret: 'hunter2' })
  expect(JSON.stringify(reply)).not.toContain('hunter2')
})

test('only a question that carries attachments may be larger than a mebibyte', async () => {
  const { ask } = testDispatch({
    'gateway.request': () => accept(z.string(), text => text.length, 26 * 1024 * 1024) as Handler,
    'drafts.write': () => accept(z.string(), text => text.length) as Handler,
  })
  const attachment = 'x'.repeat(20 * 1024 * 1024)
  expect(await ask('gateway.request', attachment)).toEqual({ ok: true, value: attachment.length })
  expect(codeOf(await ask('drafts.write', attachment))).toBe('INVALID_INPUT')
  expect(codeOf(await ask('gateway.request', 'x'.repeat(26 * 1024 * 1024)))).toBe('INVALID_INPUT')
})

test('a known failure comes back with its code, remedy and details', async () => {
  const { ask } = testDispatch({
    'hosts.list': () =>
      accept(nothing, () => {
        throw appError('TARGET_INVALID', { why: 'it begins with a dash' })
      }) as Handler,
  })
  const reply = await ask('hosts.list', undefined)
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'TARGET_INVALID', details: { why: 'it begins with a dash' } },
  })
})

test('an unknown failure becomes INTERNAL without its text, which goes to the log', async () => {
  const { ask, logged } = testDispatch({
    'hosts.list': () => accept(nothing, () => Promise.reject(new RangeError('secret stays here'))) as Handler,
  })
  const reply = await ask('hosts.list', undefined)
  expect(codeOf(reply)).toBe('INTERNAL')
  expect(JSON.stringify(reply)).not.toContain('secret')
  expect(logged).toHaveLength(1)
})

test.each([
  ['a function', () => 1],
  ['an error', new Error('x')],
  ['a map', { inner: new Map() }],
])('an answer that is %s does not cross', async (_what, answer) => {
  const { ask } = testDispatch({ 'app.info': () => accept(nothing, () => answer) as Handler })
  expect(codeOf(await ask('app.info', undefined))).toBe('INTERNAL')
})

test('a window that floods is refused until it slows down', async () => {
  let at = 0
  const { ask } = testDispatch({ 'app.info': () => accept(nothing, () => 1) as Handler }, () => at)
  const replies = []
  for (let question = 0; question < 1000; question++) replies.push(codeOf(await ask('app.info', undefined)))
  expect(replies.filter(code => code === 'ok')).toHaveLength(400)
  expect(replies.at(-1)).toBe('ASKED_TOO_OFTEN')

  at += 1000
  const later = []
  for (let question = 0; question < 200; question++) later.push(codeOf(await ask('app.info', undefined)))
  expect(later.filter(code => code === 'ok')).toHaveLength(100)
})

test('every question of the table can be asked by its name', () => {
  expect(namesOf('ask')).toContain('gateway.request')
  expect(namesOf('ask').every(name => /^[a-z]+\.[a-zA-Z]+$/i.test(name))).toBe(true)
})
