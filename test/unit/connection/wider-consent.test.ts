// Who is asked before a gateway is asked for the right to everything, and for how long their yes holds.
import { expect, test } from 'vitest'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import { openWiderConsent } from '../../../src-main/connection/wider-consent.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { openPromptDesk } from '../../../src-main/prompts.ts'

const admin = 'operator.admin'
const target = { kind: 'ssh', host: 'harbour', gatewayPort: 18_789, engine: 'ssh2' } as const
const never = new AbortController().signal

function openConsent() {
  const desk = openPromptDesk()
  const consent = openWiderConsent(desk.ask, silentLog)
  const answer = (given: PromptAnswer) => desk.answer(desk.pending[0]?.id ?? '', given)
  const questions = (): readonly PromptQuestion[] => desk.pending.map(({ question }) => question)
  return { consent, answer, questions }
}

test.each(['operator.pairing', 'operator.approvals'])('%s needs no yes', async scope => {
  const { consent, questions } = openConsent()
  await consent.to(scope, target, never)
  expect(questions()).toEqual([])
})

test('a yes holds until it is forgotten; a no is asked about anew', async () => {
  const { consent, answer, questions } = openConsent()
  const first = consent.to(admin, target, never)
  expect(questions()).toEqual([{ kind: 'wider-scope', scope: admin, target }])
  answer({ kind: 'cancel' })
  await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })

  const second = consent.to(admin, target, never)
  answer({ kind: 'wider-scope' })
  await second
  await consent.to(admin, target, never)
  expect(questions()).toEqual([])

  consent.forget()
  const third = consent.to(admin, target, never)
  answer({ kind: 'cancel' })
  await expect(third).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('an open question goes with the connection it was about, or with the window that wanted it', async () => {
  const { consent, questions } = openConsent()
  const ofConnection = consent.to(admin, target, never)
  consent.forget()
  await expect(ofConnection).rejects.toMatchObject({ code: 'CANCELLED' })
  const window = new AbortController()
  const ofWindow = consent.to(admin, target, window.signal)
  window.abort(new Error('the window was closed'))
  await expect(ofWindow).rejects.toThrow('the window was closed')
  expect(questions()).toEqual([])
})

test('who asks at the same time waits for the answer to the one question, which goes with the last of them', async () => {
  const { consent, answer, questions } = openConsent()
  const [first, second] = [consent.to(admin, target, never), consent.to(admin, target, never)]
  expect(questions()).toHaveLength(1)
  answer({ kind: 'wider-scope' })
  await Promise.all([first, second])
  expect(questions()).toEqual([])

  consent.forget()
  const [window, other] = [new AbortController(), new AbortController()]
  const ofWindow = consent.to(admin, target, window.signal)
  const ofOther = consent.to(admin, target, other.signal)
  window.abort(new Error('the window was closed'))
  await expect(ofWindow).rejects.toThrow('the window was closed')
  expect(questions()).toHaveLength(1)
  other.abort(new Error('the other one too'))
  await expect(ofOther).rejects.toThrow('the other one too')
  expect(questions()).toEqual([])

  const again = consent.to(admin, target, never)
  expect(questions()).toHaveLength(1)
  answer({ kind: 'cancel' })
  await expect(again).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('an answer to another question is no yes', async () => {
  const { consent, answer, questions } = openConsent()
  const asked = consent.to(admin, target, never)
  expect(() => answer({ kind: 'over-ssh' })).toThrow('it answers a over-ssh question')
  expect(questions()).toHaveLength(1)
  answer({ kind: 'cancel' })
  await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
})
