import { useEffect, useState } from 'react'

const settleMs = 1_000

/**
 * False for a moment after `what` has changed: a click that was meant for something else must not decide about what
 * has just appeared, or slid, under the pointer.
 */
export function useSettled(what: string): boolean {
  const [settled, setSettled] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => setSettled(what), settleMs)
    return () => clearTimeout(timer)
  }, [what])
  return settled === what
}
