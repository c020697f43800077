// What a person is needed for, and may do without our hearing of it: it is asked after quietly.
import type { ErrorReport } from '../../../src-shared/errors.ts'

/**
 * Done with elsewhere, and nobody tells us: a pairing is approved on the gateway, and a network that answers in place of
 * the server stops that once somebody has signed in to it.
 */
export function isOverByItself({ code }: ErrorReport): boolean {
  return code === 'PAIRING_REQUIRED' || code === 'NOT_AN_SSH_SERVER'
}
