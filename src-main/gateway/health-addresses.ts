// Addresses that tell a supervisor or a load balancer whether this gateway lives, takes clients, and does all it is there
// for. No secret is needed, so they say no more than that.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChannelRegistry } from '../channels/channel-registry.ts'
import { reply } from './http-server.ts'

export type LifeSigns = {
  /** The port opens once everything is started, so `starting` is never seen from outside. */
  readonly phase: () => 'started' | 'draining'
  readonly uptimeMs: () => number
  /** What is set up and does not work, by id. */
  readonly broken: () => readonly string[]
}

/**
 * Answers one of the health addresses; false when it is none of them. `/healthz`: the process answers. `/startupz`: it
 * takes clients. `/readyz`: and every channel that is set up works; a 503 there does not mean that the gateway is down.
 */
export function answerHealth(request: IncomingMessage, response: ServerResponse, life: LifeSigns): boolean {
  const path = (request.url ?? '/').replace(/\?.*$/s, '')
  const answer = answerAt(path, life)
  if (!answer) return false
  if (request.method !== 'GET' && request.method !== 'HEAD')
    reply(response, 405, { error: 'method not allowed' }, { allow: 'GET, HEAD', connection: 'close' })
  else reply(response, answer.status, answer.body)
  return true
}

function answerAt(path: string, { phase, uptimeMs, broken }: LifeSigns) {
  switch (path) {
    case '/health':
    case '/healthz':
      return { status: 200, body: { ok: true, status: 'live' } }
    case '/startupz': {
      const ok = phase() === 'started'
      return { status: ok ? 200 : 503, body: { ok, status: phase() } }
    }
    case '/ready':
    case '/readyz': {
      const failing = phase() === 'started' ? broken() : [phase()]
      const ready = failing.length === 0
      return { status: ready ? 200 : 503, body: { ok: ready, ready, failing, uptimeMs: uptimeMs() } }
    }
    default:
      return undefined
  }
}

/** Channels that are set up and have given up or lost their other side. */
export function brokenChannels(channels: ChannelRegistry): string[] {
  return channels
    .list()
    .filter(channel => {
      const { configured, connected, lastError } = channel.status()
      return configured && !connected && lastError !== null
    })
    .map(({ id }) => id)
}
