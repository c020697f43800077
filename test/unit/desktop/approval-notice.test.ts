import { expect, test } from 'vitest'
import { approvalLine, approvalNotice } from '../../../src-main/desktop/approval-notice-text.ts'
import { toApprovals } from '../../../src-shared/approvals.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'

function approvalOf(request: object) {
  const [approval] = toApprovals([{ id: 'a-1', request, createdAtMs: 0, expiresAtMs: 1 }])
  if (!approval) throw new Error('that is no request')
  return approval
}

function noticeFor(request: object) {
  const approval = approvalOf(request)
  const { body, actions } = approvalNotice(approval, inEnglish)
  return { body, offers: actions.map(({ decision }) => decision) }
}

test('a short command stands whole in its notice, which may allow it once', () => {
  expect(noticeFor({ command: 'git push', cwd: '/srv/kettle' })).toEqual({
    body: 'git push\n/srv/kettle',
    offers: ['allow-once', 'deny'],
  })
})

test.each([
  ['is too long to be shown whole', { command: `echo ${'x'.repeat(200)}` }],
  ['has several lines', { command: 'one\ntwo' }],
  ['hides something', { command: 'c\u0430t' }],
  ['comes with a warning', { command: 'ls', warningText: 'careful' }],
])('a command that %s can only be denied from its notice', (_, request) => {
  expect(noticeFor(request).offers).toEqual(['deny'])
})

test('what hides is written out in the notice too', () => {
  expect(noticeFor({ command: 'ls \u202egpj' }).body).toContain('[U+202E]')
})

const fromNode = { sessionKey: 'agent:main:main', agentId: 'main', host: 'node', nodeId: '0123456789abcdef' }

test('a notice and the tray say which session asks, and which node it would run on', () => {
  expect(noticeFor({ command: 'uptime', cwd: '/srv', ...fromNode }).body).toBe(
    'uptime\n/srv\nagent:main:main · node 0123456789ab',
  )
  expect(approvalLine(approvalOf({ command: 'uptime', ...fromNode }))).toBe(
    'uptime · agent:main:main · node 0123456789ab',
  )
  expect(approvalLine(approvalOf({ command: `echo \u202e${'x'.repeat(90)}\n`, host: 'gateway' }))).toBe(
    'echo [U+202E]xxxxxxxxxxxxxx… · gateway',
  )
})
