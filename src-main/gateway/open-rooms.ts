// Builds the parts of one gateway, from its database and its configuration, and ties them together. Nothing of it is reachable
// yet.
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import packageJson from '../../package.json' with { type: 'json' }
import { createAgent } from '../agent/agent.ts'
import { createChannelRegistry } from '../channels/channel-registry.ts'
import { createTelegramChannel } from '../channels/telegram/telegram-channel.ts'
import { createConversations, type Conversations } from '../conversations/conversations.ts'
import { transcriptStore } from '../conversations/transcript-store.ts'
import { openExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import { createApprovals } from './approvals.ts'
import { assistantHost } from './assistant-host.ts'
import { createDevices } from './devices.ts'
import { createExecAllowlist } from './exec-allowlist.ts'
import { createExecJudge } from './exec-judge.ts'
import { frameCounts } from './frame-counts.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { createHealthMonitor } from './health.ts'
import { createHub } from './hub.ts'
import { createIdempotency } from './idempotency.ts'
import type { GatewayLimits } from './limits.ts'
import type { LiveConfig } from './live-config.ts'
import { approvalIdOfCall } from './nodes/node-approval.ts'
import { createNodeRegistry } from './nodes/node-registry.ts'
import { createPresence } from './presence.ts'
import type { Rooms } from './rooms.ts'
import { keptSecret } from './shared-secret.ts'
import type { StoreCare } from './store-care.ts'
import { toolHost } from './tool-host.ts'
import { createVoiceWake } from './voice-wake.ts'

type Foundations = {
  readonly limits: GatewayLimits
  readonly liveConfig: LiveConfig
  readonly database: DatabaseSync
  /** Where the database lies. */
  readonly storePath: string
  readonly care: StoreCare
}

export function openRooms(
  options: GatewayOptions,
  { limits, liveConfig, database, storePath, care }: Foundations,
): Rooms {
  const { stateDir, log } = options
  const { config } = liveConfig
  const startedAt = Date.now()
  const store = transcriptStore(database)
  const devices = createDevices(database, keptSecret(path.join(stateDir, 'device-token-key')), Date.now)
  const hub = createHub()
  const presence = createPresence(hub, packageJson.version, startedAt)
  const nodes = createNodeRegistry({
    database,
    devices,
    hub,
    policy: () => config.nodeCommands,
    onCallEnd: callId => approvals.withdraw(approvalIdOfCall(callId)),
    now: Date.now,
  })
  const voiceWake = createVoiceWake(database, hub, Date.now)
  const channels = createChannelRegistry([
    createTelegramChannel({
      settings: () => config.channels.telegram,
      database,
      readSecret: options.readSecret,
      log,
      previewMs: limits.previewMs,
    }),
    ...(options.channels ?? []),
  ])
  const approvals = createApprovals(database, hub, Date.now)
  const allowlist = createExecAllowlist(database)
  const execPolicyFile = openExecPolicyFile(stateDir)
  const judge = createExecJudge({
    rules: () => config.agent.tools.exec.rules,
    file: execPolicyFile,
    allowlist,
    log,
  })
  const idempotency = createIdempotency(database, Date.now)
  const counts = frameCounts(options.onBadFrame)
  const health = createHealthMonitor({ store, storePath, startedAt, channels, counts, care })
  const later = { conversations: () => conversations }
  const workspace = config.agent.workspace ?? path.join(stateDir, 'workspace')
  const tools = toolHost({
    nodes,
    channels,
    approvals,
    allowlist,
    store,
    judge,
    ...later,
  })
  const conversations: Conversations = createConversations({
    store,
    agent: createAgent({
      models: config.models,
      host: assistantHost({ version: packageJson.version, hub, store, health, nodes, approvals, ...later }),
      loadToolbox: async () => {
        const { openToolbox } = await import('../agent/tools/open-toolbox.ts')
        const surroundings = { config: config.agent.tools, workspace: { root: workspace }, host: tools }
        return openToolbox(surroundings, error => log.error('a tool failed', { error }))
      },
      keys: { readSecret: options.readSecret },
    }),
    get timeoutMs() {
      return config.models.timeoutMs
    },
    get compactsWhenFull() {
      return config.agent.compactsWhenFull
    },
    deltaIntervalMs: limits.deltaIntervalMs,
    onError: error => log.error('a run failed', { error }),
  })
  return {
    version: packageJson.version,
    stateDir,
    startedAt,
    config,
    liveConfig,
    log,
    database,
    store,
    conversations,
    devices,
    nodes,
    idempotency,
    approvals,
    allowlist,
    judge,
    execPolicyFile,
    voiceWake,
    channels,
    hub,
    presence,
    health,
    counts,
  }
}
