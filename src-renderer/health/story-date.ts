// When a moment of the story needs its date beside the time of day.

/** Unless it is plain: of today, or of the day of what stands before it in the same line. Milliseconds since the epoch. */
export function needsDate(at: number, before: number | undefined, now: number): boolean {
  return new Date(at).toDateString() !== new Date(before ?? now).toDateString()
}
