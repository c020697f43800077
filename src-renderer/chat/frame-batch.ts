// Many changes, one drawing: what happens within a frame is shown together.

export type FrameBatch = {
  /** Shows what has changed with the next frame. */
  readonly soon: () => void
  /** Shows it now: a person has done something and is looking for it. */
  readonly now: () => void
  readonly close: () => void
}

/** A hidden window draws no frames; its titles and badges must still move, though not quickly. */
const hiddenDelayMs = 250

export function frameBatch(show: () => void): FrameBatch {
  let cancel: (() => void) | undefined

  const run = () => {
    cancel?.()
    cancel = undefined
    show()
  }

  return {
    soon: () => {
      if (cancel) return
      if (document.hidden) {
        const timer = setTimeout(run, hiddenDelayMs)
        cancel = () => clearTimeout(timer)
      } else {
        const frame = requestAnimationFrame(run)
        // A window that is hidden meanwhile would wait for its frame until it is seen again.
        const timer = setTimeout(run, hiddenDelayMs)
        cancel = () => {
          cancelAnimationFrame(frame)
          clearTimeout(timer)
        }
      }
    },
    now: run,
    close: () => {
      cancel?.()
      cancel = undefined
    },
  }
}
