import { expect, test } from 'vitest'
import { fieldToMend } from '../../../../src-renderer/connect/mend.ts'
import { stepOf } from '../../../../src-renderer/welcome/welcome-step.ts'
import { targetKey } from '../../../../src-shared/connection.ts'
import { errorReport } from '../../../../src-shared/errors.ts'
import { directTarget, errors, sshTarget, states } from '../../../support/window-fixtures.ts'

const climb = { at: 'climb', targetKey: targetKey(sshTarget) } as const

test.each(Object.keys(states) as (keyof typeof states)[])(
  'the welcome is done only when the gateway has accepted this device (%s)',
  name => {
    const isAccepted = states[name].phase === 'online'
    expect(stepOf(climb, states[name])).toBe(isAccepted ? 'done' : 'climb')
  },
)

test('a connection to somewhere else does not end the welcome', () => {
  expect(stepOf({ at: 'climb', targetKey: 'local' }, states.online)).toBe('climb')
  expect(stepOf({ at: 'choose' }, states.online)).toBe('choose')
  expect(stepOf(climb, undefined)).toBe('climb')
})

test.each([
  ['host', errors.unreachable, sshTarget],
  ['url', errors.unreachable, directTarget],
  ['gatewayPort', errorReport('NOT_A_GATEWAY', { where: 'harbour', what: 'http' }), sshTarget],
  ['tlsFingerprint', errors.pinChanged, directTarget],
  [undefined, errors.tokenMissing, sshTarget],
  [undefined, errors.unreachable, { kind: 'local' as const }],
])('the field to mend is %s', (field, error, target) => {
  expect(fieldToMend(error, target)).toBe(field)
})
