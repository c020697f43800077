// How pages speak to the gateway: one interface, so that a page does not know which road its requests take.
import type { GatewayEvent } from '../src-shared/desktop-api.ts'
import { AppError, errorReport } from '../src-shared/errors.ts'
import { desktop, type Desktop } from './desktop.ts'

export type RequestOptions = {
  readonly timeoutMs?: number | undefined
  /** Gives up waiting; a request that was already sent is not taken back. */
  readonly signal?: AbortSignal | undefined
}

export type GatewayLink = {
  /**
   * One request of the gateway protocol and its payload. Rejects with GATEWAY_REQUEST_FAILED, REQUEST_TIMEOUT,
   * NOT_CONNECTED and the like, or CANCELLED when `signal` aborts.
   */
  readonly request: (method: string, params?: unknown, options?: RequestOptions) => Promise<unknown>
  /** Every event of the connection, in order. Returns how to stop listening. */
  readonly onEvent: (listener: (event: GatewayEvent) => void) => () => void
  /** Events were missed: whoever shows them reloads instead of guessing. */
  readonly onGap: (listener: (gap: { expected: number; received: number }) => void) => () => void
}

/** The link that the app relays, untranslated. */
export function relayedGatewayLink(gateway: Desktop['gateway']): GatewayLink {
  return {
    request: (method, params, options) =>
      unlessAborted(gateway.request({ method, params, timeoutMs: options?.timeoutMs }), options?.signal),
    onEvent: listener => gateway.onEvent(listener),
    onGap: listener => gateway.onGap(listener),
  }
}

async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(new AppError(errorReport('CANCELLED', {})))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([answer, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

export const gatewayLink: GatewayLink = relayedGatewayLink(desktop.gateway)
