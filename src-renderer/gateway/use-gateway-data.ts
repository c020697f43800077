import { useCallback, useEffect, useRef, useState } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { gatewayLink, type GatewayLink } from '../gateway-link.ts'

export type GatewayData<T> = {
  /** The newest answer; it stays while a later question fails. */
  readonly value: T | undefined
  readonly error: ErrorReport | undefined
  readonly reload: () => void
}

/**
 * What the gateway answers to `read`, asked again after each event named in `events` and whenever events were missed.
 * `read` and `events` must stay the same from one drawing to the next.
 */
export function useGatewayData<T>(
  read: (link: GatewayLink) => Promise<T>,
  events: readonly string[],
): GatewayData<T> {
  const [value, setValue] = useState<T>()
  const [error, setError] = useState<ErrorReport>()
  const newest = useRef(0)

  const reload = useCallback(() => {
    const mine = ++newest.current
    const ask = async () => {
      try {
        const answer = await read(gatewayLink)
        // An answer that was overtaken by a later question says less than that one's will.
        if (mine !== newest.current) return
        setValue(answer)
        setError(undefined)
      } catch (reason) {
        if (mine === newest.current) setError(toErrorReport(reason))
      }
    }
    void ask()
  }, [read])

  useEffect(() => {
    reload()
    const stopEvents = gatewayLink.onEvent(({ event }) => {
      if (events.includes(event)) reload()
    })
    const stopGaps = gatewayLink.onGap(reload)
    return () => {
      newest.current += 1
      stopEvents()
      stopGaps()
    }
  }, [reload, events])

  return { value, error, reload }
}
