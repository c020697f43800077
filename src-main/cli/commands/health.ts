// `gangway health` and `gangway gateway health`: is the gateway well?
import { targetName } from '../../../src-shared/connection.ts'
import { judgeHealth, type GatewayHealth } from '../../../src-shared/health.ts'
import type { CliContext } from '../context.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, type GatewayOptions, type Online } from '../reach-gateway.ts'

export async function showHealth(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, async (core, online) => {
    await core.connection.checkHealth()
    const snapshot = core.connection.health
    const { level, reasons } = judgeHealth(snapshot, Date.now())
    const latencyMs = snapshot.latency.at(-1)?.ms
    context.output.result(
      {
        ok: true,
        level,
        reasons,
        target: online.target,
        version: online.gateway.version,
        latencyMs,
        health: snapshot.gateway,
      },
      aligned([
        ['Gateway', `${targetName(online.target)} (${online.gateway.version})`],
        ['Health', level],
        ...reasons.map(reason => ['', reason] as const),
        ['Round trip', latencyMs === undefined ? undefined : `${latencyMs.toFixed(1)} ms`],
        ['Uptime', uptimeOf(online)],
        ...healthRows(snapshot.gateway),
      ]),
    )
  })
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
