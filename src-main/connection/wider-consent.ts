// operator.admin is everything, and where the gateway's secret is kept it is granted at once. So a person is asked by the
// app itself, not by the page that wants it.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import type { Log } from '../logging/log.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'

export type WiderConsent = {
  /**
   * Settles once a person has agreed that this gateway is asked for `wanted`; a right below operator.admin needs no yes.
   * A yes holds until `forget`: a request that waits for its approval is asked for again and again. Rejects with CANCELLED
   * for a no, and with the signal's reason.
   */
  readonly to: (wanted: string, target: ConnectionTarget, signal: AbortSignal) => Promise<void>
  /** The right was granted, or the gateway is another one. A question that is open is taken away. */
  readonly forget: () => void
}

const admin = 'operator.admin'

export function openWiderConsent(ask: AskPerson, log: Log): WiderConsent {
  let agreed = false
  let open = new AbortController()
  return {
    to: async (wanted, target, signal) => {
      if (wanted !== admin || agreed) return
      const stop = AbortSignal.any([signal, open.signal])
      const { kind } = await ask({ kind: 'wider-scope', scope: admin, target }, stop)
      // Whoever was asked about another gateway has said nothing about this one.
      stop.throwIfAborted()
      agreed = kind === 'wider-scope'
      log.info('the person was asked about a wider right', { target, wanted, agreed })
      if (!agreed) throw appError('CANCELLED', {})
    },
    forget: () => {
      agreed = false
      open.abort(appError('CANCELLED', {}))
      open = new AbortController()
    },
  }
}
