// A conversation goes on where it was read when the window before this one was ended.
import { useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Conversation } from '../conversation.ts'
import { forgetPlaceFromBefore, placeFromBefore, type ReadingPlace } from '../reading-place.ts'
import { useObservable } from '../use-observable.ts'

/** So many pages of older messages are read to find the row that was read last. */
const maxPagesRead = 10
/** The place above the first row, always there so that nothing jumps when it fills, in pixels. */
export const headerHeight = 56

/** The row at the upper edge, and how far it reaches above it. */
export function topRow(
  conversation: Conversation,
  handle: VirtualizerHandle | null,
): ReadingPlace | undefined {
  if (!handle) return undefined
  const index = handle.findItemIndex(handle.scrollOffset)
  const key = conversation.get().rows[index]?.key
  if (key === undefined) return undefined
  return {
    where: conversation.place.where,
    row: key,
    below: Math.round(handle.scrollOffset - headerHeight - handle.getItemOffset(index)),
  }
}

/** Once the row is there that was at the upper edge when the window before was ended; older pages are read for it. */
export function useGoToPlaceFromBefore(
  conversation: Conversation,
  go: (row: { readonly index: number; readonly below: number }) => void,
): void {
  const rows = useObservable(conversation, view => view.rows)
  const hasOlder = useObservable(conversation, view => view.hasOlder)
  const isLoading = useObservable(conversation, view => view.loadingOlder)
  const pagesRead = useRef(0)
  useLayoutEffect(() => {
    const place = placeFromBefore(conversation.place.where)
    if (!place || isLoading || rows.length === 0) return
    const index = rows.findIndex(({ key }) => key === place.row)
    if (index === -1 && hasOlder && pagesRead.current < maxPagesRead) {
      pagesRead.current += 1
      void conversation.loadOlder()
      return
    }
    forgetPlaceFromBefore()
    if (index !== -1) go({ index, below: place.below })
    // What is done there is the same in every drawing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [conversation, rows, hasOlder, isLoading])
}
