// What is done about a crash, so that one is mended quietly and many do not go round in circles. Pure.

const maxReloads = 3
const reloadWindowMs = 5 * 60_000
const maxGpuCrashes = 3
const crashLoopMs = 60_000

export type Reloads = readonly number[]

/** Whether a window that is gone is loaded again; `reloads` are the times of those before, in milliseconds. */
export function admitReload(
  reloads: Reloads,
  now: number,
): { readonly allowed: boolean; readonly reloads: Reloads } {
  const recent = reloads.filter(at => now - at < reloadWindowMs)
  return recent.length < maxReloads
    ? { allowed: true, reloads: [...recent, now] }
    : { allowed: false, reloads: recent }
}

/** Whether the next start goes without the graphics processor. */
export function gpuIsToBlame(crashes: number): boolean {
  return crashes >= maxGpuCrashes
}

export type AfterCrash = 'relaunch' | 'safe-mode' | 'give-up'

/** What follows a failure nobody caught; `lastCrashAt` is that of the run before, in milliseconds since the epoch. */
export function afterCrash(lastCrashAt: number | undefined, now: number, isSafeMode: boolean): AfterCrash {
  const isLoop = lastCrashAt !== undefined && now - lastCrashAt >= 0 && now - lastCrashAt < crashLoopMs
  if (!isLoop) return 'relaunch'
  return isSafeMode ? 'give-up' : 'safe-mode'
}
