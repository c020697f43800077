// `gangway status` and `gangway gateway status`: where things stand between here and the gateway.
import { targetName } from '../../../src-shared/connection.ts'
import { isAppError, toErrorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Core } from '../../core.ts'
import type { CliContext } from '../context.ts'
import { ladderLines } from '../ladder-lines.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, type GatewayOptions, type Online } from '../reach-gateway.ts'
import { healthRows, measureHealth, uptimeOf } from './health.ts'

export type StatusOptions = GatewayOptions & { readonly deep?: boolean | undefined }

/** What a deep look asks the gateway for, each on its own: one that refuses does not hide the others. */
const deepQuestions: readonly (readonly [name: string, method: string, params: unknown])[] = [
  ['presence', 'system-presence', {}],
  ['status', 'status', {}],
  ['channels', 'channels.status', { probe: false }],
  ['probe', 'health', { probe: true }],
  ['lastHeartbeat', 'last-heartbeat', {}],
]

export async function showStatus(context: CliContext, options: StatusOptions): Promise<void> {
  await reachGateway(context, options, async (core, online) => {
    const measured = await measureHealth(core, context.signal)
    const deep = options.deep ? await lookDeep(core, context.signal) : undefined
    const { state } = core.connection
    const ladder = 'ladder' in state ? state.ladder : online.ladder
    context.output.result({ ok: true, ...gatewayFacts(online), ...measured, ...(deep && { deep, ladder }) }, [
      ...aligned([
        ...gatewayRows(online),
        ['Health', [measured.level, ...measured.reasons].join(': ')],
        ['Round trip', `${measured.latencyMs.toFixed(1)} ms`],
        ...healthRows(measured.health),
      ]),
      ...(deep ? ['', ...ladderLines(ladder), '', ...deepLines(deep)] : []),
    ])
  })
}

/** Only the handshake: says that a gateway is there and lets this device in. */
export async function showGatewayStatus(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, (_core, online) => {
    context.output.result({ ok: true, ...gatewayFacts(online) }, aligned(gatewayRows(online)))
    return Promise.resolve()
  })
}

function gatewayFacts({ target, gateway }: Online) {
  const { version, protocol, startedAt, scopes, authMethod } = gateway
  return { target, gateway: { version, protocol, startedAt, scopes, authMethod } }
}

function gatewayRows(online: Online): (readonly [string, string])[] {
  const { version, protocol, scopes, authMethod } = online.gateway
  return [
    ['Gateway', `${targetName(online.target, inEnglish)} (${version}, protocol ${protocol})`],
    ['Uptime', uptimeOf(online)],
    ['Known by', authMethod],
    ['Scopes', scopes.join(', ') || 'none'],
  ]
}

type Deep = Record<string, { readonly value: unknown } | { readonly error: ErrorReport }>

async function lookDeep(core: Core, signal: AbortSignal): Promise<Deep> {
  const answers = await Promise.all(
    deepQuestions.map(async ([name, method, params]) => {
      try {
        return [name, { value: await core.connection.request(method, params, { signal }) }] as const
      } catch (error) {
        if (!isAppError(error)) throw error
        return [name, { error: toErrorReport(error) }] as const
      }
    }),
  )
  return Object.fromEntries(answers)
}

function deepLines(deep: Deep): string[] {
  return aligned(
    Object.entries(deep).map(([name, answer]) => [
      name,
      'error' in answer ? answer.error.message : summaryOf(name, answer.value),
    ]),
  )
}

function summaryOf(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`
  const durationMs = (value as { durationMs?: unknown }).durationMs
  if (name === 'probe' && typeof durationMs === 'number') return `answered in ${roughly(durationMs)}`
  return 'answered'
}
