// What was typed and not sent. It outlives the window: every pause in typing is written down by the app.
import { tellError } from '../tell.ts'

export type DraftStore = {
  readonly read: (argument: { key: string }) => Promise<string>
  readonly write: (argument: { key: string; text: string }) => Promise<void>
}

export type Draft = {
  readonly load: () => Promise<string>
  /** Written after a pause. */
  readonly keep: (text: string) => void
  /** Written now: the window may be about to go. */
  readonly flush: () => void
}

const pauseMs = 400
/** What the app takes; a longer draft lives as long as the window. */
export const maxDraftLength = 200_000

export function draftAt(store: DraftStore, key: string): Draft {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pending: string | undefined
  let hasComplained = false

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (pending === undefined) return
    const text = pending
    pending = undefined
    store.write({ key, text }).catch((error: unknown) => {
      // Once: a full disk would otherwise answer every key stroke.
      if (!hasComplained) tellError(error)
      hasComplained = true
    })
  }

  return {
    load: () => store.read({ key }),
    keep: text => {
      if (text.length > maxDraftLength) return
      pending = text
      timer ??= setTimeout(flush, pauseMs)
    },
    flush,
  }
}
