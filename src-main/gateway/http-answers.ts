// What is answered on the gateway's port to those who bring no WebSocket: signs of life, the OpenAI API, the Control UI.
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { findInstallation } from '../installation.ts'
import type { Doorkeeper } from './authenticate.ts'
import { openControlUi } from './control-ui-page.ts'
import { answerHealth, brokenChannels, type LifeSigns } from './health-addresses.ts'
import { reply } from './http-server.ts'
import { openAiApi } from './openai/openai-api.ts'
import type { Peer } from './peer.ts'
import type { Rooms } from './rooms.ts'

export type HttpAnswers = (request: IncomingMessage, response: ServerResponse, peer: Peer) => Promise<void>

export function httpAnswers(rooms: Rooms, keeper: Doorkeeper, isStopping: () => boolean): HttpAnswers {
  const { config, channels, health, log } = rooms
  const controlUi = openControlUi(
    path.join(findInstallation().root, 'out', 'renderer'),
    rooms.version,
    error => log.warn('there is no page to serve: it was not built', { error }),
  )
  const answerOpenAi = openAiApi({ rooms, keeper, isStopping })
  const lifeSigns: LifeSigns = {
    phase: () => (isStopping() ? 'draining' : 'started'),
    uptimeMs: () => health.uptimeMs(),
    broken: () => brokenChannels(channels),
  }

  return async (request, response, peer) => {
    if (answerHealth(request, response, lifeSigns)) return
    if (await answerOpenAi(request, response, peer)) return
    if (config.controlUi && (await controlUi.answer(request, response))) return
    reply(response, 404, { error: 'not found' }, { connection: 'close' })
  }
}
