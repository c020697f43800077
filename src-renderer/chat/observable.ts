// A value that lives outside of React and is seen through useSyncExternalStore.

export type Observable<T> = {
  readonly get: () => T
  readonly subscribe: (onChange: () => void) => () => void
}

export type Source<T> = Observable<T> & {
  readonly set: (value: T) => void
}

export function source<T>(first: T): Source<T> {
  let value = first
  const watchers = new Set<() => void>()
  return {
    get: () => value,
    set: next => {
      if (Object.is(next, value)) return
      value = next
      for (const watcher of watchers) watcher()
    },
    subscribe: onChange => {
      watchers.add(onChange)
      return () => {
        watchers.delete(onChange)
      }
    },
  }
}
