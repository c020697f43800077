// A value that the app publishes: read once, then pushed. Components see it through useLive.
import { useSyncExternalStore } from 'react'
import type { Of } from '../src-shared/desktop-api.ts'
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

/**
 * A value that each gateway has: the newest that was heard of the one that is shown. The others' are kept, so that
 * turning to one of them asks nothing.
 */
export function liveOfShown<T extends Of>(
  shownKey: Live<string>,
  read: () => Promise<T>,
  listen: (listener: (value: T) => void) => () => void,
): Live<T> {
  const newest = new Map<string | undefined, T>()
  const keep = (value: T) => {
    newest.set(value.of, value)
    return value
  }
  const any = live(
    async () => {
      const first = await read()
      return newest.get(first.of) ?? keep(first)
    },
    listener => listen(value => listener(keep(value))),
  )
  return {
    get: () => newest.get(shownKey.get()) ?? newest.get(undefined),
    error: any.error,
    subscribe: onChange => {
      const stops = [any.subscribe(onChange), shownKey.subscribe(onChange)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

/** What follows from another value. */
export function derived<From, T>(
  from: Live<From>,
  make: (value: From, before: T | undefined) => T | undefined,
): Live<T> {
  let last: { readonly value: From; readonly made: T | undefined } | undefined
  return {
    get: () => {
      const value = from.get()
      if (value === undefined) return undefined
      if (last?.value !== value) last = { value, made: make(value, last?.made) }
      return last.made
    },
    error: from.error,
    subscribe: from.subscribe,
  }
}

export function useLive<T>(source: Live<T>): T | undefined {
  return useSyncExternalStore(source.subscribe, source.get)
}

export function useLiveError(source: Live<unknown>): ErrorReport | undefined {
  return useSyncExternalStore(source.subscribe, source.error)
}
