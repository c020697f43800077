import { expect, test } from 'vitest'
import {
  asks,
  execModes,
  judgeExec,
  mayRunAtGateway,
  modeOfRule,
  ruleOfMode,
  rulesAt,
  securities,
  type ExecMode,
  type ExecVerdict,
} from '../../src-shared/exec-rules.ts'

type Written = ExecMode | undefined
const rule = (mode: Written) => (mode === undefined ? undefined : ruleOfMode[mode])
const rulesOf = (all: Written, agent: Written, node: Written) => ({
  all: rule(all),
  agents: agent === undefined ? {} : { main: ruleOfMode[agent] },
  nodes: node === undefined ? {} : { n1: ruleOfMode[node] },
})

// The table of docs/nodes.md: what is written for all, for the agent, for the node; what comes of a command that is not
// listed, and of one that is.
test.each<[Written, Written, Written, ExecVerdict, ExecVerdict]>([
  [undefined, undefined, undefined, 'ask', 'allowed'],
  ['deny', undefined, undefined, 'denied', 'denied'],
  ['deny', 'full', 'full', 'denied', 'denied'],
  ['full', 'deny', undefined, 'denied', 'denied'],
  ['full', 'full', 'deny', 'denied', 'denied'],
  ['full', undefined, undefined, 'allowed', 'allowed'],
  ['full', 'ask', undefined, 'ask', 'allowed'],
  ['full', 'full', 'ask', 'ask', 'allowed'],
  ['ask', 'full', 'full', 'ask', 'allowed'],
  ['ask', 'allowlist', undefined, 'denied', 'allowed'],
  ['allowlist', 'ask', 'ask', 'denied', 'allowed'],
  ['auto', undefined, undefined, 'ask', 'allowed'],
  [undefined, 'full', undefined, 'allowed', 'allowed'],
  [undefined, undefined, 'full', 'allowed', 'allowed'],
  [undefined, undefined, 'allowlist', 'denied', 'allowed'],
])('for all %s, agent %s, node %s: not listed %s, listed %s', (all, agent, node, unlisted, listed) => {
  const rules = rulesAt(rulesOf(all, agent, node), { agentId: 'main', nodeId: 'n1' })
  expect([judgeExec(rules, false), judgeExec(rules, true)]).toEqual([unlisted, listed])
})

test('at the gateway itself nothing runs until it is written, and a rule for a node counts on that node alone', () => {
  const verdictAt = (place: Parameters<typeof rulesAt>[1]) =>
    judgeExec(rulesAt(rulesOf(undefined, undefined, 'deny'), place), false)
  expect(verdictAt({ agentId: 'main' })).toBe('denied')
  expect(verdictAt({ agentId: 'main', nodeId: 'n1' })).toBe('denied')
  expect(verdictAt({ agentId: 'main', nodeId: 'n2' })).toBe('ask')
  expect(verdictAt({ agentId: 'main', nodeId: 'constructor' })).toBe('ask')
  expect(mayRunAtGateway(rulesOf(undefined, undefined, 'full'))).toBe(false)
  expect(mayRunAtGateway(rulesOf(undefined, 'ask', undefined))).toBe(true)
  expect(mayRunAtGateway(rulesOf('deny', 'ask', undefined))).toBe(false)
})

test('one more rule never allows more', () => {
  const all = securities.flatMap(security => asks.map(ask => ({ security, ask })))
  const order: ExecVerdict[] = ['denied', 'ask', 'allowed']
  for (const one of all) {
    for (const other of all) {
      for (const isListed of [true, false]) {
        const both = order.indexOf(judgeExec([one, other], isListed))
        expect(both).toBe(Math.min(...[one, other].map(each => order.indexOf(judgeExec([each], isListed)))))
      }
    }
  }
  expect(judgeExec([], true)).toBe('denied')
})

test('a rule is called by its mode where it has one', () => {
  expect(execModes.map(mode => modeOfRule(ruleOfMode[mode]))).toEqual([
    'deny',
    'allowlist',
    'ask',
    'ask',
    'full',
  ])
  expect(modeOfRule({ security: 'full', ask: 'always' })).toBeUndefined()
})
