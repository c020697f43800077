import { expect, test } from 'vitest'
import { approvalNotice } from '../../../src-main/desktop/approval-notice-text.ts'
import { toApprovals } from '../../../src-shared/approvals.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'

function noticeFor(request: object) {
  const [approval] = toApprovals([{ id: 'a-1', request, createdAtMs: 0, expiresAtMs: 1 }])
  if (!approval) throw new Error('that is no request')
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
