import { expect, test } from 'vitest'
import { actionFor, type ProblemAction } from '../../../../src-renderer/connect/problem.ts'
import type { ConnectionTarget } from '../../../../src-shared/connection.ts'
import { errorReport, type ErrorReport } from '../../../../src-shared/errors.ts'
import { directTarget, errors, sshTarget } from '../../../support/window-fixtures.ts'

const systemSsh: ConnectionTarget = { ...sshTarget, engine: 'system' }

test.each<[ProblemAction, ErrorReport, ConnectionTarget]>([
  ['enter-secret', errors.tokenMissing, sshTarget],
  ['enter-secret', errorReport('GATEWAY_TOKEN_MISMATCH', { where: 'quay', used: 'token' }), directTarget],
  ['wait-for-pairing', errors.pairing, sshTarget],
  ['replace-host-key', errors.keyChanged, sshTarget],
  ['none', errorReport('HOST_KEY_REVOKED', { host: 'x', fingerprint: 'SHA256:y', where: 'z:1' }), sshTarget],
  ['replace-pin', errors.pinChanged, directTarget],
  ['use-system-ssh', errors.needsSystemSsh, sshTarget],
  ['try-again', errors.needsSystemSsh, systemSsh],
  ['use-built-in-ssh', errorReport('SYSTEM_SSH_MISSING', {}), systemSsh],
  ['edit-target', errorReport('TARGET_INVALID', { why: 'it is empty' }), sshTarget],
  ['retry-now', errors.unreachable, sshTarget],
  ['try-again', errorReport('SSH_LOGIN_CANCELLED', { host: 'x' }), sshTarget],
])('%s is offered for $1.code', (action, error, target) => {
  expect(actionFor(error, target)).toBe(action)
})
