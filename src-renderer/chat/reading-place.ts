// Where a person was reading when the window went out of sight, so that a window that is made anew opens there.
import { z } from 'zod'

const name = 'chat.place'

const ReadingPlace = z.object({
  /** The conversation, as `Conversation.place` calls it. */
  where: z.string(),
  /** The key of the topmost row, and how far its top is above the window's, in pixels. */
  row: z.string(),
  below: z.number(),
})
export type ReadingPlace = z.infer<typeof ReadingPlace>

let fromBefore = read()

function read(): ReadingPlace | undefined {
  try {
    return ReadingPlace.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null')).data
  } catch {
    // Storage may be switched off; a conversation then opens at its end.
    return undefined
  }
}

/** Where the window before this one was left, if that was here. */
export function placeFromBefore(where: string): ReadingPlace | undefined {
  return fromBefore?.where === where ? fromBefore : undefined
}

/** It has been gone to, or the person went elsewhere. */
export function forgetPlaceFromBefore(): void {
  fromBefore = undefined
}

/** Undefined: at the end, where a conversation opens by itself. */
export function rememberPlace(place: ReadingPlace | undefined): void {
  try {
    if (place) localStorage.setItem(name, JSON.stringify(place))
    else localStorage.removeItem(name)
  } catch {
    // The next window opens at the end.
  }
}
