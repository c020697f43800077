// What was said goes the way of everything that is written: through the outbox, which keeps it over a cut line or a
// restart and sends it once.
import { appError, AppError } from '../../src-shared/errors.ts'
import { targetKey } from '../../src-shared/connection.ts'
import type { OutboxEntry } from '../../src-shared/outbox.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { SendSpoken } from './receipts.ts'
import type { Gateway } from './wake-words.ts'

/** Settles when the gateway has it. Rejects with NOT_CONNECTED, the outbox's own error, or why it got no further. */
export function throughOutbox(
  outbox: Outbox,
  gateway: Pick<Gateway, 'state'>,
  now: () => number,
): SendSpoken {
  return async ({ sessionKey, message, idempotencyKey: key }) => {
    const { state } = gateway
    if (!('target' in state)) throw appError('NOT_CONNECTED', {})
    const place = targetKey(state.target)
    const arrived = Promise.withResolvers<{ readonly runId: string }>()
    const follow = (entry: OutboxEntry) => {
      if (entry.key !== key) return
      const { delivery } = entry
      switch (delivery.phase) {
        case 'accepted':
          return arrived.resolve({ runId: delivery.runId })
        case 'done':
          return arrived.resolve({ runId: key })
        case 'failed':
          return arrived.reject(new AppError(delivery.error))
        case 'uncertain':
          return arrived.reject(
            delivery.error ? new AppError(delivery.error) : appError('CONNECTION_LOST', { host: place }),
          )
        case 'discarded':
          return arrived.reject(appError('CANCELLED', {}))
        case 'queued':
        case 'sending':
        case 'checking':
      }
    }
    const stop = outbox.onChange(follow)
    try {
      const isKept = outbox.list(place, sessionKey).some(entry => entry.key === key)
      if (isKept) outbox.sendAgain(key)
      else outbox.add({ key, gateway: place, sessionKey, at: now(), text: message })
      return await arrived.promise
    } finally {
      stop()
    }
  }
}
