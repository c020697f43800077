// The health of the gateway we are on, as measured from here.
import { phrase, type Said } from './said.ts'

export type LatencySample = {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Round trip of one request over the whole road, in milliseconds. */
  readonly ms: number
}

export type ChannelHealth = {
  readonly id: string
  readonly label: string
  /** `unknown` is not `stopped`: it only means that the gateway did not say. */
  readonly status: 'running' | 'stopped' | 'error' | 'unknown'
  readonly detail?: string | undefined
}

export type AgentHealth = { readonly id: string; readonly isDefault: boolean; readonly sessions: number }

/** How much of a damaged database goes on; `lost` counts messages, and is absent where nobody can tell. */
export type SalvagedStore = {
  /** Milliseconds since the epoch, by the gateway's clock. */
  readonly at: number
  readonly conversations: number
  readonly messages: number
  readonly devices: number
  readonly lost?: number | undefined
}

/** What the gateway's `health` answer holds that a person would want to see. */
export type GatewayHealth = {
  /** The gateway's own clock, milliseconds since the epoch. */
  readonly at: number
  readonly durationMs: number
  readonly channels: readonly ChannelHealth[]
  readonly agents: readonly AgentHealth[]
  readonly sessions: number
  /** What was saved when its database was last found damaged, for a week. */
  readonly salvaged?: SalvagedStore | undefined
  /** What the gateway itself calls degraded, in words. */
  readonly complaints: readonly Said[]
}

/** What one of the gateway's own addresses said; `status` is absent where nothing came back. */
export type HttpSign = {
  readonly status?: number | undefined
  readonly ms: number
  /** What it names as failing. */
  readonly failing: readonly string[]
}

export const httpSigns = ['healthz', 'startupz', 'readyz'] as const

/** What is only asked while somebody looks: more than the connection measures for itself. */
export type HealthLook = {
  /** When the answers came, milliseconds since the epoch. */
  readonly at: number
  /** The road itself; `unknown` where it has no signs of its own. */
  readonly road: 'alive' | 'silent' | 'unknown'
  /** Each on its own: a process may live and not be ready. Absent where they cannot be asked. */
  readonly http?: Readonly<Record<(typeof httpSigns)[number], HttpSign>> | undefined
  /** How many requests wait for a person. */
  readonly approvals?: number | 'not-allowed' | undefined
  /** This computer's node, as the gateway sees it. */
  readonly node?: 'connected' | 'away' | undefined
}

export type HealthSnapshot = {
  /** Newest last; at most two hours' worth. Kept across a reconnect to the same target. */
  readonly latency: readonly LatencySample[]
  /** The last good answer, kept while later ones fail. */
  readonly gateway?: GatewayHealth | undefined
  /** When that answer came, by this computer's clock. */
  readonly gatewayAt?: number | undefined
  /** When the last round trip began that has not come back, or failed. */
  readonly failingSince?: number | undefined
  /** The last sign of life from the gateway: a tick, an event or an answer. */
  readonly lastHeardAt?: number | undefined
  /** The last look, kept while nobody looks: its age says what it is worth. */
  readonly look?: HealthLook | undefined
}

export const noHealth: HealthSnapshot = { latency: [] }

/** `late`: an answer is awaited, and not yet surely failing. */
export type HealthLevel = 'good' | 'degraded' | 'late' | 'bad' | 'unknown'

/** Above this a round trip is called slow, in milliseconds. */
export const slowRoundTripMs = 500

/** An answer older than this no longer proves anything, in milliseconds (one round of 10 s and half of another). */
export const staleAfterMs = 15_000

/** Nothing may be called failed before it has been failing for so long, in milliseconds. */
const surelyFailingMs = 10_000

/** How long round trips have failed or been awaited, and whether that is a failure yet; undefined where they come back. */
export function failingFor(
  { failingSince }: HealthSnapshot,
  now: number,
): { readonly isSure: boolean; readonly reason: Said } | undefined {
  if (failingSince === undefined) return undefined
  const sinceMs = Math.max(0, now - failingSince)
  const reason = phrase('healthFailing', { seconds: Math.round(sinceMs / 1000) })
  return { isSure: sinceMs >= surelyFailingMs, reason }
}

/** The verdict and its reasons; pure, so that every door agrees. `now` in milliseconds since the epoch. */
export function judgeHealth(snapshot: HealthSnapshot, now: number): { level: HealthLevel; reasons: Said[] } {
  const failing = failingFor(snapshot, now)
  if (failing) return { level: failing.isSure ? 'bad' : 'late', reasons: [failing.reason] }
  if (snapshot.gatewayAt === undefined) return { level: 'unknown', reasons: [phrase('healthNone')] }
  const reasons: Said[] = []
  const ageMs = now - snapshot.gatewayAt
  if (ageMs > staleAfterMs) reasons.push(phrase('healthOld', { seconds: Math.round(ageMs / 1000) }))
  const last = snapshot.latency.at(-1)
  if (last && last.ms > slowRoundTripMs) reasons.push(phrase('healthSlow', { ms: Math.round(last.ms) }))
  reasons.push(...(snapshot.gateway?.complaints ?? []))
  for (const channel of snapshot.gateway?.channels ?? []) {
    if (channel.status === 'error')
      reasons.push(phrase('healthChannel', { channel: channel.label, problem: channel.detail }))
  }
  return { level: reasons.length === 0 ? 'good' : 'degraded', reasons }
}

/** What became of the database, as the end of a sentence. */
export function salvagedInWords({ conversations, messages, devices, lost }: SalvagedStore): Said {
  const kept = { conversations, messages, devices }
  return lost === undefined
    ? phrase('storeSalvagedUncounted', kept)
    : phrase('storeSalvaged', { ...kept, lost })
}
