// Signs of life in both directions: ticks and health to clients, pings that find out who has silently gone.
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Hub } from './hub.ts'
import type { GatewayLimits } from './limits.ts'

const healthIntervalMs = 60_000

/** Ticks until closed. A client that hears nothing for two intervals hangs up by itself: see OpenClaw's client. */
export function startTicking(hub: Hub, limits: GatewayLimits, health: () => object): () => void {
  const timers = [
    setInterval(() => hub.tellAll('tick', { ts: Date.now() }), limits.tickIntervalMs),
    setInterval(() => {
      if (hub.sessions.size > 0) hub.tellAll('health', health())
    }, healthIntervalMs),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

/**
 * Pings the client until it is gone; one of which nothing is heard by the next ping is cut off. Anything counts, for a pong
 * may come behind a lot else.
 */
export function keepAlive(socket: WebSocket, wire: Socket, intervalMs: number, onSilent: () => void) {
  let heardBytes = -1
  const timer = setInterval(() => {
    if (wire.bytesRead === heardBytes) {
      onSilent()
      return socket.terminate()
    }
    heardBytes = wire.bytesRead
    socket.ping()
  }, intervalMs)
  socket.once('close', () => clearInterval(timer))
}
