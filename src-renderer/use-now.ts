import { useSyncExternalStore } from 'react'

const secondMs = 1000

function everySecond(onChange: () => void): () => void {
  const timer = setInterval(onChange, secondMs)
  return () => clearInterval(timer)
}

function never(): () => void {
  return () => undefined
}

/** Whole seconds, so that renders within one second agree. */
function thisSecond(): number {
  return Math.floor(Date.now() / secondMs) * secondMs
}

/** The time in milliseconds since the epoch, every second while `ticking`: only where an age or a countdown shows. */
export function useNow(ticking: boolean): number {
  return useSyncExternalStore(ticking ? everySecond : never, thisSecond)
}
