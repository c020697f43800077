// A process that is flooded with frames that no client should send spares memory rather than time: V8 lets what is dead lie
// as long as there is room, and a flood would have it take room that the honest clients never needed.
import { setFlagsFromString } from 'node:v8'

/** So many of them, each within `quietMs` of the one before, are a flood. */
const floodFrames = 100
const quietMs = 60_000
/**
 * Read by V8 at each of its collections: it collects sooner and gives back more, and makes the young generation no larger.
 * What is set before the start sets more than that, and costs time always.
 */
const sparing = ['--optimize-for-size', '--semi-space-growth-factor=1']
/** V8's own. */
const usual = ['--no-optimize-for-size', '--semi-space-growth-factor=2']

/** To be told of each bad frame. `setFlag` takes V8's own options. */
export function memorySparer(setFlag: (flag: string) => void = setFlagsFromString): () => void {
  let frames = 0
  let quiet: NodeJS.Timeout | undefined
  const rest = () => {
    if (frames >= floodFrames) usual.forEach(flag => setFlag(flag))
    frames = 0
    quiet = undefined
  }
  return () => {
    frames += 1
    if (frames === floodFrames) sparing.forEach(flag => setFlag(flag))
    if (quiet) quiet.refresh()
    else quiet = setTimeout(rest, quietMs).unref()
  }
}
