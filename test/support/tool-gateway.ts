// Gateways whose models use tools: started with a scripted model, spoken to, and asked what the tools answered.
import path from 'node:path'
import type { EventFrame } from '@openclaw/gateway-protocol'
import type { GatewayOptions } from '../../src-main/gateway/gateway-options.ts'
import { startModelServer, type ModelServer } from './model-server.ts'
import { closeTestGateways, modelConfig, readWrite, startTestGateway, type Peer } from './test-gateway.ts'

const models: ModelServer[] = []
export async function closeToolGateways(): Promise<void> {
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
}

/** A gateway whose model plays what it is told to, and the folder its tools work in. */
export async function startToolGateway(config: object = {}, options: Partial<GatewayOptions> = {}) {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({
    config: modelConfig(model.baseUrl, config),
    limits: { deltaIntervalMs: 0 },
    ...options,
  })
  return { model, gateway, workspace: path.join(gateway.stateDir, 'workspace') }
}

/** May do and approve everything. */
export const admin = { scopes: [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin'] }

type Payload = Record<string, unknown> & {
  runId?: string
  state?: string
  stream?: string
  data?: Record<string, unknown>
}
export const payloadOf = (event: EventFrame) => event.payload as Payload

export async function say(peer: Peer, message: string, runId = message, sessionKey = 'main') {
  await peer.request('chat.send', { sessionKey, message, idempotencyKey: runId })
}

/** The event that ends a run. */
export function ended(peer: Peer, runId: string) {
  return peer.event(
    event =>
      event.event === 'chat' &&
      payloadOf(event).runId === runId &&
      ['final', 'error', 'aborted'].includes(payloadOf(event).state ?? ''),
  )
}

type Row = {
  role: string
  content: { type: string; text?: string; name?: string }[]
  isError?: boolean
  toolName?: string
}
export async function history(peer: Peer, sessionKey = 'main') {
  return (await peer.request<{ messages: Row[] }>('chat.history', { sessionKey })).messages
}

/** What the tools of a run answered, in order. */
export async function answers(peer: Peer, sessionKey = 'main') {
  const rows = (await history(peer, sessionKey)).filter(row => row.role === 'toolResult')
  return rows.map(row => ({ text: row.content[0]?.text ?? '', isError: row.isError }))
}

type Approval = {
  id: string
  request: { command: string; commandArgv: string[]; cwd: string; sessionKey: string }
}
/** What a person is asked next. */
export const asked = async (peer: Peer) =>
  (await peer.event(event => event.event === 'exec.approval.requested')).payload as Approval
