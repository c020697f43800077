// Signs of life in both directions: ticks and health to clients, pings that find out who has silently gone.
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

/** Pings the client until it is gone; one whose pong is not there by the next ping is cut off. */
export function keepAlive(socket: WebSocket, intervalMs: number, onSilent: () => void) {
  let isAnswered = true
  const timer = setInterval(() => {
    if (!isAnswered) {
      onSilent()
      return socket.terminate()
    }
    isAnswered = false
    socket.ping()
  }, intervalMs)
  socket.on('pong', () => (isAnswered = true))
  socket.once('close', () => clearInterval(timer))
}
