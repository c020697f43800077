// A value that the app publishes: read once, then pushed. Components see it through useLive.
import { useSyncExternalStore } from 'react'
import { toErrorReport, type ErrorReport } from '../src-shared/errors.ts'

export type Live<T> = {
  /** The newest value; undefined until the first answer. */
  readonly get: () => T | undefined
  /** Why the first question failed; undefined once a value is known. */
  readonly error: () => ErrorReport | undefined
  readonly subscribe: (onChange: () => void) => () => void
}

/**
 * Begins to listen with the first subscriber and stops with the last. A push that arrives before the first answer
 * wins over it, for it is newer. Should the first question fail, the value stays unknown until the next push, and
 * `error` says why.
 */
export function live<T>(
  read: () => Promise<T>,
  listen: (listener: (value: T) => void) => () => void,
): Live<T> {
  let value: T | undefined
  let error: ErrorReport | undefined
  let stopListening: (() => void) | undefined
  const watchers = new Set<() => void>()

  const announce = () => {
    for (const watcher of watchers) watcher()
  }
  const set = (next: T) => {
    value = next
    error = undefined
    announce()
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
    readFirst().catch((reason: unknown) => {
      if (pushed || stopped) return
      error = toErrorReport(reason)
      announce()
    })
    return () => {
      stopped = true
      unlisten()
    }
  }

  return {
    get: () => value,
    error: () => error,
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

export function useLiveError(source: Live<unknown>): ErrorReport | undefined {
  return useSyncExternalStore(source.subscribe, source.error)
}
