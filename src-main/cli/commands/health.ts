// `gangway health` and `gangway gateway health`: is the gateway well?
import { targetName } from '../../../src-shared/connection.ts'
import { judgeHealth, type GatewayHealth, type HealthLevel } from '../../../src-shared/health.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { readGatewayHealth } from '../../connection/gateway-health.ts'
import type { Core } from '../../core.ts'
import type { CliContext } from '../context.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, type GatewayOptions, type Online } from '../reach-gateway.ts'

export async function showHealth(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, async (core, online) => {
    const found = await measureHealth(core, context.signal)
    const { level, reasons, latencyMs, health } = found
    context.output.result(
      { ok: true, target: online.target, version: online.gateway.version, ...found },
      aligned([
        ['Gateway', `${targetName(online.target, inEnglish)} (${online.gateway.version})`],
        ['Health', [level, ...reasons].join(': ')],
        ['Round trip', `${latencyMs.toFixed(1)} ms`],
        ['Uptime', uptimeOf(online)],
        ...healthRows(health),
      ]),
    )
  })
}

export type MeasuredHealth = {
  readonly level: HealthLevel
  readonly reasons: readonly string[]
  readonly latencyMs: number
  readonly health: GatewayHealth | undefined
}

/** Asks once. Rejects with what the request rejects with: a gateway that does not answer is not "bad", but away. */
export async function measureHealth(core: Core, signal: AbortSignal): Promise<MeasuredHealth> {
  const startedAt = performance.now()
  const health = readGatewayHealth(await core.connection.request('health', {}, { signal }))
  const latencyMs = performance.now() - startedAt
  const now = Date.now()
  const snapshot = { latency: [{ at: now, ms: latencyMs }], gateway: health, gatewayAt: now }
  return { ...judgeHealth(snapshot, now), latencyMs, health }
}

export function uptimeOf(online: Online): string {
  return roughly(Date.now() - online.gateway.startedAt)
}

/** What the gateway said of itself, a row each. */
export function healthRows(health: GatewayHealth | undefined): (readonly [string, string | undefined])[] {
  if (!health) return []
  return [
    ['Sessions', String(health.sessions)],
    [
      'Agents',
      health.agents.map(agent => (agent.isDefault ? `${agent.id} (default)` : agent.id)).join(', ') || 'none',
    ],
    ...health.channels.map(
      ({ label, status, detail }) =>
        ['Channel', `${label}: ${status}${detail ? `, ${detail}` : ''}`] as const,
    ),
  ]
}
