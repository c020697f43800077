import { useEffect } from 'react'
import { desktop } from '../desktop.ts'

const everyMs = 10_000

/** Has the app look around while this page is seen, and only then. What it sees comes with the health. */
export function useLook(isOnline: boolean): void {
  useEffect(() => {
    if (!isOnline) return
    const look = () => {
      // What fails is part of what is seen.
      if (document.visibilityState === 'visible') desktop.health.look().catch(() => undefined)
    }
    look()
    const timer = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [isOnline])
}
