// A gateway with a bot, the Bot API it speaks to, and a model that echoes.
import type { GatewayOptions } from '../../src-main/gateway/gateway-options.ts'
import { startBotApiServer, type BotApiServer } from './bot-api-server.ts'
import { startModelServer, type ModelServer } from './model-server.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  startTestGateway,
  type Peer,
  type TestGateway,
} from './test-gateway.ts'

export type TelegramSetting = {
  readonly telegram: BotApiServer
  readonly model: ModelServer
  readonly gateway: TestGateway
  /** Someone who may do everything. */
  readonly peer: Peer
}

const opened: { close(): Promise<void> }[] = []

/** `more` goes into `channels.telegram`, where the owner is let in; `document` beside `channels`. */
export async function startWithBot(
  more: object = {},
  options: Partial<GatewayOptions> = {},
  document: object = {},
): Promise<TelegramSetting> {
  const [telegram, model] = await Promise.all([startBotApiServer(), startModelServer()])
  opened.push(telegram, model)
  const config = modelConfig(model.baseUrl, { channels: telegram.config(more), ...document })
  const gateway = await startTestGateway({ config, ...options })
  const peer = await connectPeer(gateway, { scopes: ['operator.admin', 'operator.pairing'] })
  return { telegram, model, gateway, peer }
}

/** For `afterEach`. */
export async function closeTelegramSettings() {
  await closeTestGateways()
  for (const one of opened.splice(0)) await one.close()
}

/** The row of the bot in `channels.status`. */
export async function botStatus(peer: Peer): Promise<Record<string, unknown>> {
  const { channels } = await peer.request<{ channels: Record<string, Record<string, unknown>> }>(
    'channels.status',
  )
  return channels['telegram'] ?? {}
}

/** What was said in a conversation, oldest first. */
export async function saidIn(peer: Peer, sessionKey: string): Promise<string[]> {
  const { messages } = await peer.request<{ messages: { content: unknown }[] }>('chat.history', {
    sessionKey,
  })
  return messages.map(({ content }) =>
    typeof content === 'string'
      ? content
      : (content as { text?: string }[]).map(({ text = '' }) => text).join(''),
  )
}
