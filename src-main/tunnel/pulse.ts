// The signs of life of one SSH connection: what was heard, what was asked, how long answers take.
import type { Signs } from './hedge-policy.ts'

export type Pulse = {
  readonly signs: () => Signs
  /** Asks the server for any answer, without waiting for it. */
  readonly ask: () => void
  /** How often the connection's own keepalive asks. */
  readonly calmIntervalMs: number
  /** Ends the connection at once, because the server has been silent. */
  readonly drop: () => void
  /** Calls back whenever something was sent after a silence. Returns how to stop. */
  readonly onSent: (listener: () => void) => () => void
}

export type PulseKeeper = {
  readonly signs: () => Signs
  /** Any byte came. */
  readonly heard: () => void
  /** Something was sent that the server has to answer. */
  readonly asked: () => void
  readonly answered: (roundTripMs: number) => void
  /** A channel sent so many bytes. */
  readonly sent: (bytes: number) => void
  /** A channel received something. */
  readonly received: () => void
  readonly onSent: Pulse['onSent']
}

/** `now` is of a clock that does not jump. */
export function keepPulse(now: () => number = () => performance.now()): PulseKeeper {
  const listeners = new Set<() => void>()
  let heardOn = now()
  let busyOn = heardOn
  let askedOn: number | undefined
  let unheardBytes = 0
  let smoothed: number | undefined
  let spread = 0

  const tellFirst = (): void => {
    for (const listener of listeners) listener()
  }

  return {
    signs: () => ({
      heardOn,
      askedOn,
      busyOn,
      unheardBytes,
      roundTripMs: smoothed === undefined ? undefined : smoothed + 4 * spread,
    }),
    heard: () => {
      heardOn = now()
      askedOn = undefined
      unheardBytes = 0
    },
    asked: () => {
      if (askedOn !== undefined) return
      askedOn = now()
      tellFirst()
    },
    answered: roundTripMs => {
      // RFC 6298, 2: the estimators of TCP itself.
      spread =
        smoothed === undefined ? roundTripMs / 2 : 0.75 * spread + 0.25 * Math.abs(smoothed - roundTripMs)
      smoothed = smoothed === undefined ? roundTripMs : 0.875 * smoothed + 0.125 * roundTripMs
    },
    sent: bytes => {
      const isFirst = unheardBytes === 0
      unheardBytes += bytes
      busyOn = now()
      if (isFirst) tellFirst()
    },
    received: () => {
      busyOn = now()
    },
    onSent: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
