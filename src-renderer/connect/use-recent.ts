import { useEffect, useState } from 'react'
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'

/** Where one has been connected, newest first. */
export function useRecent() {
  const [recent, setRecent] = useState<readonly RecentTarget[]>([])
  useEffect(() => {
    let gone = false
    desktop.connection.recent().then(list => (gone ? undefined : setRecent(list)), tellError)
    return () => {
      gone = true
    }
  }, [])

  const forget = async (target: ConnectionTarget) => {
    try {
      await desktop.connection.forgetRecent(target)
      setRecent(await desktop.connection.recent())
    } catch (error) {
      tellError(error)
    }
  }
  return {
    recent: recent.toSorted((a, b) => b.lastOnlineAt - a.lastOnlineAt),
    forget: (target: ConnectionTarget) => void forget(target),
    keyOf: ({ target }: RecentTarget) => targetKey(target),
  }
}
