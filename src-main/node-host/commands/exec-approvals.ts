// system.execApprovals.get: what may run on this computer, for the gateway to show. There is no `set`: that is decided here.
import { isAppError } from '../../../src-shared/errors.ts'
import type { ExecPolicyFile } from '../../exec-policy/exec-policy-file.ts'
import { toWireSnapshot } from '../../exec-policy/exec-policy-wire.ts'
import { always, done, refused, type NodeCommand } from './command.ts'

/** Where the file says nothing. */
const usual = { security: 'allowlist', ask: 'on-miss' } as const

export function execApprovalsGet(file: ExecPolicyFile): NodeCommand {
  return {
    name: 'system.execApprovals.get',
    isAvailable: always,
    hasEffect: false,
    async run() {
      try {
        return done(toWireSnapshot(file.path, await file.snapshot(), usual))
      } catch (error) {
        if (!isAppError(error)) throw error
        return refused('UNAVAILABLE', error.message)
      }
    },
  }
}
