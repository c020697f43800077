// A process that is flooded with frames that no client should send spares memory rather than time: V8 lets what is dead lie
// as long as there is room, and a flood would have it take room that the honest clients never needed.
import { setFlagsFromString } from 'node:v8'

/** So many of them, each within `quietMs` of the one before, are a flood. */
const floodFrames = 100
const quietMs = 60_000

/** To be told of each bad frame. `setFlag` takes V8's own options. */
export function memorySparer(setFlag: (flag: string) => void = setFlagsFromString): () => void {
  let frames = 0
  let quiet: NodeJS.Timeout | undefined
  const rest = () => {
    if (frames >= floodFrames) setFlag('--no-optimize-for-size')
    frames = 0
    quiet = undefined
  }
  return () => {
    frames += 1
    // Read by V8 at each of its collections; what is set before the start sets more than that, and costs time always.
    if (frames === floodFrames) setFlag('--optimize-for-size')
    if (quiet) quiet.refresh()
    else quiet = setTimeout(rest, quietMs).unref()
  }
}
