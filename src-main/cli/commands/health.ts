// `gangway health` and `gangway gateway health`: is the gateway well?
import { targetName } from '../../../src-shared/connection.ts'
import {
  judgeHealth,
  salvagedInWords,
  type GatewayHealth,
  type HealthLevel,
} from '../../../src-shared/health.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say, type Said } from '../../../src-shared/said.ts'
import { readGatewayHealth } from '../../../src-shared/wire/gateway-health.ts'
import type { CliContext } from '../context.ts'
import { lightRows, lightsOf } from '../light-lines.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'

export async function showHealth(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toRead, async gateway => {
    const found = await measureHealth(gateway)
    const { level, reasons, latencyMs, health } = found
    const lights = lightsOf(gateway, found)
    context.output.result(
      {
        ok: true,
        via: gateway.via,
        target: gateway.target,
        version: gateway.gateway.version,
        ...found,
        lights,
      },
      aligned([
        ['Gateway', `${targetName(gateway.target, inEnglish)} (${gateway.gateway.version})`],
        ['Health', [level, ...reasons.map(reason => say(reason, inEnglish))].join(': ')],
        ['Round trip', `${latencyMs.toFixed(1)} ms`],
        ['Uptime', uptimeOf(gateway)],
        ...healthRows(health),
        ...lightRows(lights),
      ]),
    )
  })
}

export type MeasuredHealth = {
  readonly level: HealthLevel
  readonly reasons: readonly Said[]
  readonly latencyMs: number
  /** When the answer came, milliseconds since the epoch. */
  readonly at: number
  readonly health: GatewayHealth | undefined
}

/** Asks once. Rejects with what the request rejects with: a gateway that does not answer is not "bad", but away. */
export async function measureHealth(gateway: ToolConnection): Promise<MeasuredHealth> {
  const startedAt = performance.now()
  gateway.report({ step: 'health', verdict: 'running' })
  const health = readGatewayHealth(await gateway.request('health', {}))
  const latencyMs = performance.now() - startedAt
  gateway.report({ step: 'health', verdict: 'passed' })
  const now = Date.now()
  const snapshot = { latency: [{ at: now, ms: latencyMs }], gateway: health, gatewayAt: now }
  return { ...judgeHealth(snapshot, now), latencyMs, at: now, health }
}

export function uptimeOf({ gateway }: ToolConnection): string {
  return roughly(Date.now() - gateway.startedAt)
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
    ...(health.salvaged ? [['Database', say(salvagedInWords(health.salvaged), inEnglish)] as const] : []),
    ...health.channels.map(
      ({ label, status, detail }) =>
        ['Channel', `${label}: ${status}${detail ? `, ${detail}` : ''}`] as const,
    ),
  ]
}
