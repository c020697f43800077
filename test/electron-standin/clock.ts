// When the app's own steps happened. Electron has its Chromium running before the app's first line, so the time that
// ours takes to launch is known and can be taken off.
export type Mark = {
  readonly name: string
  /** Since the app's entry module began to load. */
  readonly atMs: number
  /** Since the epoch. */
  readonly on: number
}

const marks: Mark[] = []

export function mark(name: string): void {
  const start = marks[0]?.atMs ?? 0
  const now = performance.now()
  marks.push({ name, atMs: marks.length === 0 ? now : now - start, on: performance.timeOrigin + now })
}

export function marksSoFar(): readonly Mark[] {
  return marks.map((entry, index) => (index === 0 ? { ...entry, atMs: 0 } : entry))
}
