// What is told to one window: at once after a pause, and in one piece what follows closely. A gateway may tell thousands
// of things a second, and each piece costs the window a task of its own.

/** Name and value, as the table of desktop-api.ts has them. */
export type Told = readonly [name: string, value: unknown]

export type TellBatch = {
  readonly tell: (name: string, value: unknown) => void
  /** Hands on what waits: before anything else goes to the window, so that the order is kept. */
  readonly flush: () => void
  /** What still waits is dropped. Safe twice. */
  readonly close: () => void
}

/** Half a frame: who watches sees no difference. */
const pauseMs = 8

/** `send` gets one or more, in the order in which they were told. */
export function batchTells(send: (told: readonly Told[]) => void): TellBatch {
  let waiting: Told[] = []
  let pause: NodeJS.Timeout | undefined

  const flush = (): void => {
    if (waiting.length === 0) return
    const told = waiting
    waiting = []
    send(told)
  }
  /** Pauses follow each other for as long as something is told in each. */
  const rest = (): void => {
    pause = setTimeout(() => {
      pause = undefined
      if (waiting.length === 0) return
      rest()
      flush()
    }, pauseMs)
  }

  return {
    tell: (name, value) => {
      waiting.push([name, value])
      if (pause) return
      rest()
      flush()
    },
    flush,
    close: () => {
      clearTimeout(pause)
      waiting = []
    },
  }
}
