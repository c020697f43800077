// How the gateway is, as it says itself: the `health` answer, the greeting's snapshot and the text of /health.
import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks'
import type { ChannelRegistry } from '../channels/channel-registry.ts'
import { defaultAgentId } from '../conversations/conversation-key.ts'
import type { TranscriptStore } from '../conversations/transcript-store.ts'
import { channelsSummary } from './channel-rows.ts'
import type { FrameCounts } from './frame-counts.ts'
import type { StoreCare } from './store-care.ts'

export type HealthMonitor = ReturnType<typeof createHealthMonitor>

/** Coarse on purpose: each sample wakes the processor of an otherwise idle laptop. */
const resolutionMs = 100
const slowLoopMs = 250
const busyUtilization = 0.95

type HealthParts = {
  readonly store: TranscriptStore
  readonly storePath: string
  readonly startedAt: number
  readonly channels: ChannelRegistry
  readonly counts: FrameCounts
  readonly care: StoreCare
}

export function createHealthMonitor({ store, storePath, startedAt, channels, counts, care }: HealthParts) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  let known: { readonly changes: number; readonly list: ReturnType<TranscriptStore['list']> } | undefined
  let mark: { loop: EventLoopUtilization; cpu: NodeJS.CpuUsage; at: number } = {
    loop: performance.eventLoopUtilization(),
    cpu: process.cpuUsage(),
    at: performance.now(),
  }

  function eventLoop() {
    const at = performance.now()
    const intervalMs = Math.max(at - mark.at, 1)
    const { utilization } = performance.eventLoopUtilization(mark.loop)
    const { user, system } = process.cpuUsage(mark.cpu)
    const delayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - resolutionMs)
    const delayMaxMs = Math.max(0, delay.max / 1e6 - resolutionMs)
    if (intervalMs > 60_000) {
      mark = { loop: performance.eventLoopUtilization(), cpu: process.cpuUsage(), at }
      delay.reset()
    }
    const reasons = [
      ...(delayP99Ms > slowLoopMs ? ['event_loop_delay'] : []),
      ...(utilization > busyUtilization && intervalMs > 5_000 ? ['event_loop_utilization'] : []),
    ]
    return {
      degraded: reasons.length > 0,
      reasons,
      intervalMs: Math.round(intervalMs),
      delayP99Ms,
      delayMaxMs,
      utilization,
      cpuCoreRatio: (user + system) / 1000 / intervalMs,
    }
  }

  /** Asked for far more often than it changes. */
  function newestSessions() {
    const changes = store.changes()
    if (known?.changes !== changes) known = { changes, list: store.list({ limit: 5, offset: 0 }) }
    return known.list
  }

  function sessionsSummary() {
    const { total, conversations } = newestSessions()
    const now = Date.now()
    const recent = conversations.map(({ key, updatedAt }) => ({ key, updatedAt, age: now - updatedAt }))
    return { path: storePath, count: total, recent }
  }

  const monitor = {
    /** In the protocol's own shape: for the greeting and the events. */
    snapshot() {
      const begin = performance.now()
      const sessions = sessionsSummary()
      const kept = care.state()
      const heartbeat = {
        enabled: false,
        every: '0m',
        everyMs: null,
        prompt: '',
        target: 'none',
        ackMaxChars: 0,
      }
      return {
        ok: true as const,
        ts: Date.now(),
        defaultAgentId,
        heartbeatSeconds: 0,
        ...channelsSummary(channels.list()),
        agents: [{ agentId: defaultAgentId, isDefault: true, heartbeat, sessions }],
        sessions,
        plugins: { loaded: [], errors: [] },
        eventLoop: eventLoop(),
        ...(kept && { store: kept }),
        durationMs: Math.round(performance.now() - begin),
      }
    },

    /** For who asks: with what this gateway alone counts. */
    answer: () => ({ ...monitor.snapshot(), frames: counts.all() }),

    uptimeMs: () => Date.now() - startedAt,
    close: () => delay.disable(),
  }
  return monitor
}
