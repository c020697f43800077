import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineTool, failure } from '../../../../src-main/agent/tools/tool.ts'
import { createToolbox, cutInTheMiddle } from '../../../../src-main/agent/tools/toolbox.ts'
import {
  defaultTools,
  permittedTools,
  type ToolsConfig,
} from '../../../../src-main/agent/tools/tools-config.ts'

const named = (name: string, run = () => ({ text: name })) =>
  defineTool({ name, description: name, input: z.object({}), title: () => name, run })

const all = ['read', 'write', 'ls', 'exec', 'web_fetch', 'sessions_list', 'sessions_send', 'message', 'nodes']

test.each<[string, Partial<ToolsConfig>, string]>([
  ['nothing said', {}, all.join(' ')],
  ['a name denied', { deny: ['exec'] }, all.filter(name => name !== 'exec').join(' ')],
  [
    'a group denied',
    { deny: ['group:fs', 'GROUP:Nodes'] },
    'exec web_fetch sessions_list sessions_send message',
  ],
  ['only some allowed', { allow: ['read', 'sessions_*'] }, 'read sessions_list sessions_send'],
  ['deny wins over allow', { allow: ['*'], deny: ['*'] }, ''],
  ['the minimal profile', { profile: 'minimal' }, ''],
  ['the messaging profile', { profile: 'messaging' }, 'sessions_list sessions_send message'],
  ['a profile and more', { profile: 'minimal', alsoAllow: ['read'] }, 'read'],
  [
    'a profile and less',
    { profile: 'coding', deny: ['bash', 'web_fetch'] },
    'read write ls sessions_list sessions_send',
  ],
  ['names are names, not patterns', { allow: ['r.ad', '(read'] }, ''],
])('%s', (_, config, expected) => {
  const names = permittedTools(
    all.map(name => named(name)),
    { ...defaultTools, ...config },
  ).map(tool => tool.name)
  expect(names.join(' ')).toBe(expected)
})

const use = { conversation: 'c', runId: 'r', signal: new AbortController().signal }
const call = (name: string) => ({ type: 'toolCall', id: '1', name, arguments: {} }) as const

test('a tool that throws is an answer and a line in the log, without what it threw', async () => {
  const errors: unknown[] = []
  const broken = named('broken', () => {
    throw new Error('the inside of things')
  })
  const toolbox = createToolbox({
    tools: () => [broken],
    workspace: '/',
    onError: error => void errors.push(error),
  })
  const answer = await toolbox.use(call('broken'), use)
  expect(answer).toMatchObject({ toolCallId: '1', toolName: 'broken', isError: true })
  expect(answer.text).not.toContain('inside')
  expect(errors).toHaveLength(1)
})

test('an answer is bounded, and so are all answers of one run together', async () => {
  const long = named('long', () => ({ text: 'x'.repeat(200_000) }))
  const toolbox = createToolbox({ tools: () => [long], workspace: '/', onError: () => undefined })
  const lengths: number[] = []
  for (let index = 0; index < 20; index += 1) lengths.push((await toolbox.use(call('long'), use)).text.length)
  expect(Math.max(...lengths)).toBeLessThan(49_000)
  expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(610_000)
  expect((await toolbox.use(call('long'), { ...use, runId: 'other' })).isError).toBe(false)
})

test('a failure is an answer that says so', async () => {
  const picky = named('picky', () => failure('not like this'))
  const toolbox = createToolbox({ tools: () => [picky], workspace: '/', onError: () => undefined })
  expect(await toolbox.use(call('picky'), use)).toMatchObject({ text: 'not like this', isError: true })
})

test('what is cut keeps its beginning and its end, and no half characters', () => {
  expect(cutInTheMiddle('short', 10)).toBe('short')
  const cut = cutInTheMiddle(`a${'😀'.repeat(100)}z`, 20)
  expect(cut).toMatch(/^a.*left out.*z$/s)
  expect(cut.isWellFormed()).toBe(true)
})
