// A value that the app publishes: read once, then pushed. Components see it through useLive.
import { useSyncExternalStore } from 'react'

export type Live<T> = {
  /** The newest value; undefined until the first answer. */
  readonly get: () => T | undefined
  readonly subscribe: (onChange: () => void) => () => void
}

/**
 * Begins to listen with the first subscriber and stops with the last. A push that arrives before the first answer
 * wins over it, for it is newer. Should the first question fail, the value stays unknown until the next push.
 */
export function live<T>(
  read: () => Promise<T>,
  listen: (listener: (value: T) => void) => () => void,
): Live<T> {
  let value: T | undefined
  let stopListening: (() => void) | undefined
  const watchers = new Set<() => void>()

  const set = (next: T) => {
    value = next
    for (const watcher of watchers) watcher()
  }

  const start = () => {
    let pushed = false
    let stopped = false
    const unlisten = listen(next => {
      pushed = true
      set(next)
    })
    const readFirst = async () => {
      const first = await read()
      if (!pushed && !stopped) set(first)
    }
    readFirst().catch(() => {
      // The door is closed or still opening: what it publishes next is shown then.
    })
    return () => {
      stopped = true
      unlisten()
    }
  }

  return {
    get: () => value,
    subscribe: onChange => {
      watchers.add(onChange)
      stopListening ??= start()
      return () => {
        watchers.delete(onChange)
        if (watchers.size > 0) return
        stopListening?.()
        stopListening = undefined
      }
    },
  }
}

export function useLive<T>(source: Live<T>): T | undefined {
  return useSyncExternalStore(source.subscribe, source.get)
}
