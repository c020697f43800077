// How pages speak to the gateway: one interface, so that a page does not know which road its requests take.
import type { GatewayEvent, Of } from '../src-shared/desktop-api.ts'
import { AppError, errorReport } from '../src-shared/errors.ts'
import { liveShownKey } from './app-state.ts'
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

/** The link that the app relays, untranslated, to the gateway with the key that `of` gives at the time. */
export function relayedGatewayLink(gateway: Desktop['gateway'], of: () => string | undefined): GatewayLink {
  // Of none: there is but one gateway, or it concerns them all.
  const isMeant = (told: Of) => told.of === undefined || told.of === of()
  return {
    request: (method, params, options) => {
      const asked = gateway.request({ method, params, timeoutMs: options?.timeoutMs, of: of() })
      return unlessAborted(asked, options?.signal)
    },
    onEvent: listener => gateway.onEvent(event => void (isMeant(event) && listener(event))),
    onGap: listener => gateway.onGap(gap => void (isMeant(gap) && listener(gap))),
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

/** To the gateway that is shown. */
export const gatewayLink: GatewayLink = relayedGatewayLink(desktop.gateway, liveShownKey.get)

/** To one gateway, whichever is shown. */
export function gatewayLinkTo(key: string): GatewayLink {
  return relayedGatewayLink(desktop.gateway, () => key)
}
