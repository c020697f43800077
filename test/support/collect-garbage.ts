// What is dead is cleared away at once, so that what is counted afterwards is held. V8 otherwise does it when it likes.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Twice: what the first time finds dead may have been the last to hold something else. */
export function collectGarbage(): void {
  collect()
  collect()
}
