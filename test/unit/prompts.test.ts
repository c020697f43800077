import { expect, test } from 'vitest'
import { openPromptDesk } from '../../src-main/prompts.ts'
import type { PromptAnswer, PromptQuestion } from '../../src-shared/prompts.ts'

const password: PromptQuestion = { kind: 'password', host: 'server', user: 'me', attempt: 1 }
const twoLines: PromptQuestion = {
  kind: 'keyboard-interactive',
  host: 'server',
  user: 'me',
  name: '',
  instructions: '',
  questions: [
    { text: 'Password:', echo: false },
    { text: 'Code:', echo: true },
  ],
}
const never = new AbortController().signal

test('an answer goes to whoever asked, and the question leaves the desk', async () => {
  const desk = openPromptDesk()
  const counts: number[] = []
  desk.onChange(pending => counts.push(pending.length))

  const asked = desk.ask(password, never)
  const [prompt] = desk.pending
  expect(prompt?.question).toEqual(password)
  desk.answer(prompt?.id ?? '', { kind: 'password', password: 'open', save: false })

  expect(await asked).toEqual({ kind: 'password', password: 'open', save: false })
  expect(counts).toEqual([1, 0])
})

test('each of several questions gets its own answer', async () => {
  const desk = openPromptDesk()
  const first = desk.ask(password, never)
  const second = desk.ask(twoLines, never)
  const [a, b] = desk.pending
  desk.answer(b?.id ?? '', { kind: 'keyboard-interactive', answers: ['x', 'y'] })
  desk.answer(a?.id ?? '', { kind: 'cancel' })
  expect(await first).toEqual({ kind: 'cancel' })
  expect(await second).toEqual({ kind: 'keyboard-interactive', answers: ['x', 'y'] })
})

test('a question whose attempt was aborted is taken away', async () => {
  const desk = openPromptDesk()
  const attempt = new AbortController()
  const asked = desk.ask(password, attempt.signal)
  const id = desk.pending[0]?.id ?? ''
  attempt.abort(new Error('the person chose another host'))
  await expect(asked).rejects.toThrow('another host')
  expect(desk.pending).toEqual([])
  expect(() => desk.answer(id, { kind: 'cancel' })).toThrow('no longer asked')
})

test('a question of an attempt that is over is not asked at all', async () => {
  const desk = openPromptDesk()
  await expect(desk.ask(password, AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
  expect(desk.pending).toEqual([])
})

test.each<[string, PromptQuestion, PromptAnswer]>([
  ['of another kind', password, { kind: 'passphrase', passphrase: 'x', save: false }],
  ['with a line too few', twoLines, { kind: 'keyboard-interactive', answers: ['x'] }],
  ['that trusts a key nobody asked about', password, { kind: 'host-key', trust: 'save' }],
])('an answer %s is refused and the question stays', (_what, question, answer) => {
  const desk = openPromptDesk()
  void desk.ask(question, never)
  expect(() => desk.answer(desk.pending[0]?.id ?? '', answer)).toThrow('not valid')
  expect(desk.pending).toHaveLength(1)
})

test('the second of two windows to answer is told that it came too late', async () => {
  const desk = openPromptDesk()
  const asked = desk.ask(password, never)
  const id = desk.pending[0]?.id ?? ''
  desk.answer(id, { kind: 'password', password: 'first', save: false })
  expect(() => desk.answer(id, { kind: 'password', password: 'second', save: false })).toThrow(
    'no longer asked',
  )
  expect(await asked).toMatchObject({ password: 'first' })
})
