// What the parts of one running gateway hand to its methods.
import type { DatabaseSync } from 'node:sqlite'
import type { ChannelRegistry } from '../channels/channel-registry.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { TranscriptStore } from '../conversations/transcript-store.ts'
import type { Approvals } from './approvals.ts'
import type { ExecAllowlist } from './exec-allowlist.ts'
import type { ExecJudge } from './exec-judge.ts'
import type { ExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import type { Devices } from './devices.ts'
import type { FrameCounts } from './frame-counts.ts'
import type { GatewayConfig } from './gateway-config.ts'
import type { GatewayLog } from './gateway-options.ts'
import type { HealthMonitor } from './health.ts'
import type { Hub } from './hub.ts'
import type { Idempotency } from './idempotency.ts'
import type { LiveConfig } from './live-config.ts'
import type { NodeRegistry } from './nodes/node-registry.ts'
import type { Presence } from './presence.ts'
import type { VoiceWake } from './voice-wake.ts'

export type Rooms = {
  readonly version: string
  readonly stateDir: string
  readonly startedAt: number
  /** What is in force; its contents are replaced when the configuration changes, so read from it each time. */
  readonly config: GatewayConfig
  readonly liveConfig: LiveConfig
  readonly log: GatewayLog
  readonly database: DatabaseSync
  readonly store: TranscriptStore
  readonly conversations: Conversations
  readonly devices: Devices
  readonly nodes: NodeRegistry
  readonly idempotency: Idempotency
  readonly approvals: Approvals
  readonly allowlist: ExecAllowlist
  readonly judge: ExecJudge
  /** What may run on the gateway's own computer. */
  readonly execPolicyFile: ExecPolicyFile
  readonly voiceWake: VoiceWake
  readonly channels: ChannelRegistry
  readonly hub: Hub
  readonly presence: Presence
  readonly health: HealthMonitor
  readonly counts: FrameCounts
}
