// How many frames, and how many clients, this gateway has had enough of. Shown by `health`.

export type FrameCounts = {
  /** Frames that were no JSON, and got no answer. */
  ignored: number
  /** Frames that were JSON, but no request of the protocol. */
  refused: number
  /** Connections that WebSocket itself ended: too big a frame, no UTF-8. */
  faulty: number
  /** Clients that did not read what they were sent. */
  cutOff: number
}

export function frameCounts(): FrameCounts {
  return { ignored: 0, refused: 0, faulty: 0, cutOff: 0 }
}
