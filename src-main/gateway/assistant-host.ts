// What the built-in assistant learns of the gateway it runs in.
import type { AssistantHost } from '../agent/built-in-assistant.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { TranscriptStore } from '../conversations/transcript-store.ts'
import type { HealthMonitor } from './health.ts'
import type { Hub } from './hub.ts'
import type { Approvals } from './approvals.ts'
import type { NodeRegistry } from './nodes/node-registry.ts'

type HostParts = {
  readonly version: string
  readonly hub: Hub
  readonly store: TranscriptStore
  readonly health: HealthMonitor
  readonly nodes: NodeRegistry
  readonly approvals: Approvals
  /** Conversations need the assistant before they can be there themselves. */
  readonly conversations: () => Conversations
}

export function assistantHost({
  version,
  hub,
  store,
  health,
  nodes,
  approvals,
  conversations,
}: HostParts): AssistantHost {
  return {
    statusLines: conversation => [
      `Gateway: Gangway ${version}, up for ${duration(health.uptimeMs())}`,
      `Clients: ${hub.sessions.size}`,
      // Whoever asks is being answered, too.
      `Answers under way: ${Math.max(0, conversations().openCount() - 1)}`,
      ...tokenLines(store, conversation),
    ],
    healthLines() {
      const { sessions, eventLoop } = health.snapshot()
      return [
        eventLoop.degraded ? `Slow: ${eventLoop.reasons.join(', ')}` : 'The gateway is well.',
        `Sessions: ${sessions.count}`,
        `Memory: ${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MB`,
        `Longest pause lately: ${Math.round(eventLoop.delayMaxMs)} ms`,
      ]
    },
    startAnew: (conversation, runId) => conversations().startAnew(conversation, runId),
    stop: async (conversation, runId) =>
      (await conversations().abort(conversation, { exceptRunId: runId }, 'stop')).length,
    chooseModel: (conversation, model) => void conversations().patch(conversation, { model: model ?? null }),
    compact: (conversation, signal) => conversations().compact(conversation, signal),
    nodeLines: () =>
      nodes.list().map(({ nodeId, displayName, platform, connected, commands, approvalState }) => {
        const state = connected ? 'connected' : 'not connected'
        const can = approvalState === 'approved' ? commands.join(', ') || 'no commands' : approvalState
        return `${displayName ?? nodeId.slice(0, 12)} (${platform ?? 'unknown platform'}, ${state}): ${can}`
      }),
    pendingApprovals: () => approvals.pending().map(({ id, request }) => ({ id, what: request.command })),
    approve: (id, decision) => approvals.resolve(id, decision, 'the conversation').outcome === 'resolved',
  }
}

function tokenLines(store: TranscriptStore, key: string): string[] {
  const { contextTokens = 0, inputTokens = 0, outputTokens = 0 } = store.find(key) ?? {}
  if (inputTokens + outputTokens === 0) return []
  return [
    `Tokens: ${contextTokens} for the last answer; ${inputTokens} read and ${outputTokens} written in all`,
  ]
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
