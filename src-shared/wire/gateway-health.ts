// The gateway's `health` answer, read leniently: what is missing or strange is left out, never guessed.
import { z } from 'zod'
import type { AgentHealth, ChannelHealth, GatewayHealth } from '../health.ts'
import { phrase, type Said } from '../said.ts'

const text = z.string().optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)
const count = z.number().nonnegative().catch(0)
const list = <T extends z.ZodType>(item: T) => z.array(item).catch([])
const table = <T extends z.ZodType>(item: T) => z.record(z.string(), item).catch({})

const Channel = z
  .object({ running: flag, connected: flag, configured: flag, lastError: text.or(z.null()) })
  .catch({ running: undefined, connected: undefined, configured: undefined, lastError: undefined })

const Agent = z.object({
  agentId: z.string(),
  isDefault: z.boolean().catch(false),
  sessions: z.object({ count }).catch({ count: 0 }),
})

const Answer = z.object({
  ts: z.number(),
  durationMs: count,
  channels: table(Channel),
  channelOrder: list(z.string()),
  channelLabels: table(z.string()),
  agents: list(z.unknown()),
  sessions: z.object({ count }).catch({ count: 0 }),
  eventLoop: z
    .object({ degraded: flag, reasons: list(z.string()) })
    .optional()
    .catch(undefined),
  plugins: z
    .object({ errors: list(z.unknown()) })
    .optional()
    .catch(undefined),
  store: z
    .object({
      damaged: flag,
      salvaged: z
        .object({
          at: z.number(),
          conversations: count,
          messages: count,
          devices: count,
          lost: z.number().nonnegative().optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  modelRuntime: z.object({ degraded: flag }).optional().catch(undefined),
})

/** What a person would want to see of it, or nothing when it is no health answer at all. */
export function readGatewayHealth(payload: unknown): GatewayHealth | undefined {
  const answer = Answer.safeParse(payload).data
  if (!answer) return undefined
  return {
    at: answer.ts,
    durationMs: answer.durationMs,
    channels: channelIds(answer).map(id => channelHealth(id, answer)),
    agents: answer.agents.flatMap(agentHealth),
    sessions: answer.sessions.count,
    ...(answer.store?.salvaged && { salvaged: answer.store.salvaged }),
    complaints: complaints(answer),
  }
}

type Answer = z.infer<typeof Answer>

function channelIds(answer: Answer): string[] {
  return [...new Set([...answer.channelOrder, ...Object.keys(answer.channels)])]
}

function channelHealth(id: string, answer: Answer): ChannelHealth {
  const label = answer.channelLabels[id] ?? id
  const channel = answer.channels[id]
  if (channel?.lastError) return { id, label, status: 'error', detail: channel.lastError }
  const running = channel?.running ?? channel?.connected
  if (running === undefined) return { id, label, status: 'unknown' }
  return { id, label, status: running ? 'running' : 'stopped' }
}

function agentHealth(agent: unknown): AgentHealth[] {
  const read = Agent.safeParse(agent).data
  return read ? [{ id: read.agentId, isDefault: read.isDefault, sessions: read.sessions.count }] : []
}

function complaints(answer: Answer): Said[] {
  const said: Said[] = []
  if (answer.eventLoop?.degraded) {
    said.push(phrase('gatewaySlow', { reasons: answer.eventLoop.reasons }))
  }
  const plugins = answer.plugins?.errors.length ?? 0
  if (plugins > 0) said.push(phrase('pluginsFailed', { count: plugins }))
  if (answer.store?.damaged) said.push(phrase('storeDamaged'))
  if (answer.modelRuntime?.degraded) said.push(phrase('modelsDegraded'))
  return said
}
