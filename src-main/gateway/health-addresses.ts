// Addresses that tell a supervisor or a load balancer whether this gateway lives and takes clients. No secret is needed.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { reply } from './http-server.ts'

/** Answers one of the health addresses; false when it is none of them. */
export function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  isReady: () => boolean,
): boolean {
  const path = (request.url ?? '/').replace(/\?.*$/s, '')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  switch (path) {
    case '/health':
    case '/healthz':
      if (!isRead) return refuseMethod(response)
      reply(response, 200, { ok: true, status: 'live' })
      return true
    case '/startupz':
    case '/ready':
    case '/readyz':
      if (!isRead) return refuseMethod(response)
      reply(response, isReady() ? 200 : 503, { ok: isReady(), ready: isReady() })
      return true
    default:
      return false
  }
}

function refuseMethod(response: ServerResponse): true {
  reply(response, 405, { error: 'method not allowed' }, { allow: 'GET, HEAD', connection: 'close' })
  return true
}
