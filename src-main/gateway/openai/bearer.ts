// Who may use the OpenAI-compatible addresses: whoever has the gateway's shared secret, which is the whole gateway.
import type { IncomingMessage } from 'node:http'
import type { Doorkeeper } from '../authenticate.ts'
import { isOriginAllowed } from '../browser-origin.ts'
import type { Peer } from '../peer.ts'
import { sameSecret } from '../shared-secret.ts'
import { openAiError, type OpenAiError } from './openai-error.ts'

type Keeper = Pick<Doorkeeper, 'auth' | 'identify' | 'guesses' | 'allowedOrigins'>

/**
 * What is wrong with a request's credentials; undefined when it may go on. A wrong secret is counted and answered as late
 * as on the WebSocket. Device tokens and tailnet identities open nothing here: they are narrower than what this gives.
 */
export async function refusalOf(
  request: IncomingMessage,
  peer: Peer,
  keeper: Keeper,
  gone: AbortSignal,
): Promise<OpenAiError | undefined> {
  const { auth, guesses } = keeper
  if (!isOriginAllowed(peer, keeper.allowedOrigins))
    return openAiError(403, 'this origin is not allowed (see gateway.controlUi.allowedOrigins)')
  if (auth.mode === 'none') return peer.isLoopback ? undefined : openAiError(401, 'not from this computer')

  const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined) {
    return openAiError(401, `send "Authorization: Bearer" with the gateway’s ${auth.mode}`)
  }
  const visitor = { peer, tailnet: await keeper.identify(peer) }
  const lockedMs = guesses.lockedMs(visitor, 'shared-secret')
  if (lockedMs > 0) return openAiError(429, 'too many wrong secrets from this address', { retryMs: lockedMs })
  if (sameSecret(given, auth.secret)) {
    guesses.noteRight(visitor, 'shared-secret')
    return undefined
  }
  await guesses.noteWrong(visitor, 'shared-secret', gone)
  return openAiError(401, `this is not the gateway’s ${auth.mode}`)
}
