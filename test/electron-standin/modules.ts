// Which modules the app has loaded, and when: what is on the way to the first window is told from what comes later.
const loaded: { readonly file: string; readonly atMs: number }[] = []
let begunAt = 0

/** Times are counted from here. */
export function beginCounting(): void {
  begunAt = performance.now()
}

export function noteModule(file: string): void {
  loaded.push({ file, atMs: performance.now() - begunAt })
}

export function loadedModules(): readonly { readonly file: string; readonly atMs: number }[] {
  return loaded
}
