// `gangway gateway probe`: how far each gateway that could be meant is reached, and what it answers.
import { targetKey, targetName } from '../../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Ladder } from '../../../src-shared/ladder.ts'
import { openSettings, type SettingsStore } from '../../settings/settings-store.ts'
import { configuredCredentials } from '../../connection/configured-credentials.ts'
import type { Choice } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import { ladderLines } from '../ladder-lines.ts'
import { choose, reachTarget, toRead, type GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'
import { remedyAtEnd } from '../remedy-at-end.ts'

const reads = ['health', 'status', 'system-presence', 'config.get'] as const

type Read = { readonly method: string; readonly ms: number; readonly error?: ErrorReport | undefined }
type Probed = {
  readonly target: Choice['target']
  readonly ok: boolean
  readonly ladder: Ladder
  readonly version?: string | undefined
  readonly reads: readonly Read[]
  readonly error?: ErrorReport | undefined
}

/** Ends with 0 when any of them lets us in. */
export async function probeGateways(context: CliContext, options: GatewayOptions): Promise<ExitCode> {
  const settings = await openSettings(context.stateDir)
  const choices = await choicesToProbe(context, options, settings)
  const probed = await Promise.all(choices.map(choice => probe(context, options, settings, choice)))
  const ok = probed.some(one => one.ok)
  context.output.result({ ok, targets: probed }, probed.flatMap(linesOf).slice(0, -1))
  const [first] = probed
  return ok || !first?.error ? exitCodes.ok : exitCodeOf(first.error)
}

/** The one that is meant; beside a remote one, unless it was named, the one of this computer too. */
async function choicesToProbe(
  context: CliContext,
  options: GatewayOptions,
  settings: SettingsStore,
): Promise<Choice[]> {
  const meant = await choose(context, options, settings)
  const isNamed = (options.url ?? options.target) !== undefined
  if (isNamed || targetKey(meant.target) === 'local') return [meant]
  const shown = configuredCredentials('local', settings.document, context.env)
  return [meant, { target: { kind: 'local' }, shown }]
}

async function probe(
  context: CliContext,
  options: GatewayOptions,
  settings: SettingsStore,
  choice: Choice,
): Promise<Probed> {
  const { target } = choice
  let ladder: Ladder = []
  const onLadder = (climbed: Ladder) => {
    ladder = climbed
  }
  try {
    return await reachTarget(
      context,
      options,
      settings,
      choice,
      toRead,
      async gateway => {
        gateway.report({ step: 'health', verdict: 'running' })
        const answers = await Promise.all(reads.map(method => read(gateway, method)))
        const { error } = answers[0] ?? {}
        gateway.report({ step: 'health', verdict: error ? 'failed' : 'passed', error })
        return { target, ok: !error, ladder, version: gateway.gateway.version, reads: answers, error }
      },
      onLadder,
    )
  } catch (error) {
    context.signal.throwIfAborted()
    return { target, ok: false, ladder, reads: [], error: toErrorReport(error) }
  }
}

async function read(gateway: ToolConnection, method: (typeof reads)[number]): Promise<Read> {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  try {
    await gateway.request(method, {})
    return { method, ms: ms() }
  } catch (error) {
    return { method, ms: ms(), error: toErrorReport(error) }
  }
}

function linesOf({ target, ladder, reads: answers, error }: Probed): string[] {
  return [
    targetName(target, inEnglish),
    ...(ladder.length > 0 ? ladderLines(ladder) : []),
    ...answers.map(({ method, ms, error: why }) => `  ${method}: ${why ? why.message : `${ms} ms`}`),
    ...(error ? [`  ${remedyAtEnd(error)}`] : []),
    '',
  ]
}
