import { useSyncExternalStore } from 'react'
import type { Observable } from './observable.ts'

/** The value, or the part of it that `select` picks; the component is drawn again only when that part is another. */
export function useObservable<T>(source: Observable<T>): T
export function useObservable<T, Part>(source: Observable<T>, select: (value: T) => Part): Part
export function useObservable<T, Part>(source: Observable<T>, select?: (value: T) => Part): T | Part {
  return useSyncExternalStore(source.subscribe, () => (select ? select(source.get()) : source.get()))
}
