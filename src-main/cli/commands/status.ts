// `gangway status` and `gangway gateway status`: where things stand between here and the gateway.
import { targetName } from '../../../src-shared/connection.ts'
import { isAppError, toErrorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import type { HealthLook } from '../../../src-shared/health.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say } from '../../../src-shared/said.ts'
import type { CliContext } from '../context.ts'
import { lookAround } from '../../connection/health-look.ts'
import { ladderLines } from '../ladder-lines.ts'
import { lightRows, lightsOf } from '../light-lines.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'
import { readStory } from '../story-lines.ts'
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
  await reachGateway(context, options, toRead, async gateway => {
    const measured = await measureHealth(gateway)
    const deep = options.deep ? await lookDeep(gateway) : undefined
    const look = options.deep ? await lookAround({ ...gateway, now: Date.now }) : undefined
    const lights = lightsOf(gateway, measured, look)
    const story = options.deep ? await readStory(context.stateDir, storyEntries) : []
    const { ladder } = gateway
    context.output.result(
      { ok: true, ...gatewayFacts(gateway), ...measured, ...(deep && { deep, ladder, story, lights, look }) },
      [
        ...aligned([
          ...gatewayRows(gateway),
          ['Health', [measured.level, ...measured.reasons.map(reason => say(reason, inEnglish))].join(': ')],
          ['Round trip', `${measured.latencyMs.toFixed(1)} ms`],
          ...healthRows(measured.health),
          ...(deep ? [...lightRows(lights), ...signRows(look)] : []),
        ]),
        ...(deep ? ['', ...ladderLines(ladder), '', ...deepLines(deep), ...storyPart(story)] : []),
      ],
    )
  })
}

/** What the gateway's own addresses said, a row each. */
function signRows(look: HealthLook | undefined): (readonly [string, string])[] {
  return Object.entries(look?.http ?? {}).map(([name, { status, ms, failing }]) => [
    `/${name}`,
    [status === undefined ? 'no answer' : `${status} in ${ms} ms`, ...failing].join(', '),
  ])
}

/** Only the handshake: says that a gateway is there and lets this device in. */
export async function showGatewayStatus(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toRead, gateway => {
    context.output.result({ ok: true, ...gatewayFacts(gateway) }, aligned(gatewayRows(gateway)))
    return Promise.resolve()
  })
}

function gatewayFacts({ via, target, gateway }: ToolConnection) {
  const { version, protocol, startedAt, scopes, authMethod } = gateway
  return { via, target, gateway: { version, protocol, startedAt, scopes, authMethod } }
}

function gatewayRows(reached: ToolConnection): (readonly [string, string])[] {
  const { version, protocol, scopes, authMethod } = reached.gateway
  return [
    ['Gateway', `${targetName(reached.target, inEnglish)} (${version}, protocol ${protocol})`],
    ['Uptime', uptimeOf(reached)],
    ['Known by', authMethod],
    ['Scopes', scopes.join(', ') || 'none'],
  ]
}

/** As many as fit below the rest. */
const storyEntries = 12

function storyPart(story: Awaited<ReturnType<typeof readStory>>): string[] {
  if (story.length === 0) return []
  return [
    '',
    'What happened',
    ...story.map(({ at, said }) => `  ${at.slice(0, 19).replace('T', ' ')}  ${said}`),
  ]
}

type Deep = Record<string, { readonly value: unknown } | { readonly error: ErrorReport }>

async function lookDeep(gateway: ToolConnection): Promise<Deep> {
  const answers = await Promise.all(
    deepQuestions.map(async ([name, method, params]) => {
      try {
        return [name, { value: await gateway.request(method, params) }] as const
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
