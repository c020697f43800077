// How many frames, and how many clients, this gateway has had enough of. Shown by `health`.

type Counted = {
  /** Frames that were no JSON, and got no answer. */
  ignored: number
  /** Frames that were JSON, but no request of the protocol. */
  refused: number
  /** Connections that WebSocket itself ended: too big a frame, no UTF-8. */
  faulty: number
  /** Clients that did not read what they were sent. */
  cutOff: number
}

export type FrameCounts = ReturnType<typeof frameCounts>

/** `onAdded` is told of each. */
export function frameCounts(onAdded: () => void = () => undefined) {
  const counted: Counted = { ignored: 0, refused: 0, faulty: 0, cutOff: 0 }
  return {
    add(kind: keyof Counted) {
      counted[kind] += 1
      onAdded()
    },
    all: (): Readonly<Counted> => ({ ...counted }),
  }
}
