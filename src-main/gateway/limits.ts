// How much a client may send, hold up and keep silent. The first three are told to clients in the greeting.

export type GatewayLimits = {
  /** Largest frame after the greeting, in bytes. */
  readonly maxPayload: number
  /** A client that leaves more than this unread is cut off, in bytes. */
  readonly maxBufferedBytes: number
  /** A client that leaves more than this unread gets no more answers until it has read them, in bytes. */
  readonly fullBytes: number
  readonly tickIntervalMs: number
  /** Largest frame before the greeting, in bytes. */
  readonly maxPreAuthBytes: number
  /** How many requests of one client may wait for their answer at once. */
  readonly maxUnderWay: number
  /** How many clients may be waiting at the door at once. */
  readonly maxUnauthenticated: number
  /** And how many of them from one address, unless it is this computer's own. */
  readonly maxUnauthenticatedPerAddress: number
  /** Sockets of every kind, on each address that is listened on. */
  readonly maxConnections: number
  /** How long the header of an HTTP request may take, and the request as a whole. */
  readonly headersMs: number
  readonly requestMs: number
  readonly maxHeaderBytes: number
  /** How often a certificate is looked for that has taken the place of the one in use. */
  readonly certificateCheckMs: number
  /** How long a client may take to introduce itself. */
  readonly handshakeMs: number
  /** A WebSocket ping goes out this often; its pong must be there before the next. */
  readonly pingIntervalMs: number
  /** Multiplies the delays after wrong secrets. */
  readonly wrongSecretDelayScale: number
  /** Milliseconds between two deltas of one run. */
  readonly deltaIntervalMs: number
  /** Milliseconds between two looks at an answer that a channel shows while it is being written. */
  readonly previewMs: number
  /** Milliseconds that clients, channels and runs get on the way out. */
  readonly farewellMs: number
  /** Milliseconds between two looks at the configuration file. */
  readonly configLookMs: number
}

export const defaultLimits: GatewayLimits = {
  maxPayload: 26_214_400,
  maxBufferedBytes: 52_428_800,
  fullBytes: 256 * 1024,
  tickIntervalMs: 30_000,
  maxPreAuthBytes: 64 * 1024,
  maxUnderWay: 256,
  maxUnauthenticated: 256,
  maxUnauthenticatedPerAddress: 32,
  maxConnections: 4_096,
  headersMs: 10_000,
  requestMs: 60_000,
  maxHeaderBytes: 16 * 1024,
  certificateCheckMs: 60 * 60_000,
  handshakeMs: 15_000,
  pingIntervalMs: 25_000,
  wrongSecretDelayScale: 1,
  deltaIntervalMs: 75,
  // Telegram bears about one message a second in a chat.
  previewMs: 1_200,
  // The rest of the two seconds is for the store.
  farewellMs: 1_000,
  configLookMs: 5_000,
}

export const maxImageBytes = 6 * 1024 * 1024

/** A timer that is set for longer goes off at once: Node keeps its time in 31 bits. */
export const longestTimerMs = 2_147_483_647
