// `gangway doctor`: what this computer brings along, then every step to the gateway, each with its time and what to do.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { targetName } from '../../../src-shared/connection.ts'
import type { DoctorReport } from '../../../src-shared/doctor.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say } from '../../../src-shared/said.ts'
import type { Core } from '../../core.ts'
import { findingLines, isStep, titleOf } from '../../doctor/finding.ts'
import { runDoctor } from '../../doctor/run-doctor.ts'
import { portFromEnv } from '../../settings/gateway-port.ts'
import { collectBundle, packBundle } from '../../support-bundle.ts'
import type { CliContext } from '../context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import { ladderFailure } from '../ladder-lines.ts'
import { choose, type GatewayOptions } from '../reach-gateway.ts'
import { withCore } from '../with-core.ts'

export type DoctorCommandOptions = GatewayOptions & {
  /** Where to save the report of both ends. */
  readonly bundle?: string | undefined
}

/** Ends with the code of the step that failed; with 1 when only something of this computer did. */
export async function showDoctor(context: CliContext, options: DoctorCommandOptions): Promise<ExitCode> {
  const { output, signal, env } = context
  return withCore(context, { acceptedHostKeys: options.acceptHostKey }, async core => {
    let way: string[] = []
    const report = await runDoctor(core, {
      choose: async () => {
        const { target, shown } = await choose(context, options, core.settings)
        way = ['', `From here to ${targetName(target, inEnglish)}`]
        return { target, credentials: shown?.credentials, from: shown?.from }
      },
      localGatewayPort: portFromEnv(env),
      signal,
      timeoutMs: options.timeout,
      told: finding => {
        const heading = isStep(finding) ? way.splice(0) : []
        if (!output.json) output.result({}, [...heading, ...findingLines(finding)])
      },
    })
    const bundle = options.bundle === undefined ? undefined : await saveBundle(context, core, report, options)
    return conclude(context, report, bundle)
  })
}

/** Shown first, then saved, readable by its owner only. */
async function saveBundle(
  { output, signal }: CliContext,
  core: Core,
  report: DoctorReport,
  options: DoctorCommandOptions,
): Promise<string> {
  const file = path.resolve(options.bundle ?? '')
  await reach(core, report, signal)
  const bundle = await collectBundle(core, report)
  if (!output.json) {
    for (const { name, text } of bundle.files) output.result({}, ['', `===== ${name}`, text.trimEnd()])
  }
  await writeFile(file, packBundle(bundle, Date.now()), { mode: 0o600 })
  return file
}

/** The other end is asked too, where the way to it was just found to be open. */
async function reach(
  core: Core,
  { target, cause, ladder }: DoctorReport,
  signal: AbortSignal,
): Promise<void> {
  if (!target || !ladder || ladderFailure(ladder) || signal.aborted) return
  if (cause && isStep(cause)) return
  const { connection } = core
  const settled = Promise.withResolvers<void>()
  const stop = connection.on({
    state: ({ phase }) => {
      if (phase !== 'opening' && phase !== 'idle') settled.resolve()
    },
  })
  signal.addEventListener('abort', () => settled.resolve(), { once: true })
  connection.connect(target, { attended: false })
  await settled.promise
  stop()
}

function conclude({ output }: CliContext, report: DoctorReport, bundle: string | undefined): ExitCode {
  const { target, findings, ladder, cause } = report
  const error = ladder && ladderFailure(ladder)
  const failed = findings.filter(({ verdict }) => verdict === 'failed')
  const careful = findings.filter(({ verdict }) => verdict === 'careful')
  const ok = !error && failed.length === 0
  const checks = findings
    .filter(finding => !isStep(finding))
    .map(({ notes, remedy, ...finding }) => ({
      ...finding,
      notes: notes.map(note => say(note, inEnglish)),
      remedy: remedy && say(remedy, inEnglish),
    }))
  output.result({ ok, target, checks, ladder, error, cause: cause?.id, bundle }, [
    '',
    ok
      ? careful.length === 0
        ? 'All is well.'
        : `All is well, with ${careful.length} ${careful.length === 1 ? 'remark' : 'remarks'}.`
      : `${failed.length} to mend${cause ? `; the cause: ${titleOf(cause)}` : ''}.`,
    ...(bundle === undefined ? [] : [`Saved: ${bundle}`]),
  ])
  if (error) return exitCodeOf(error)
  return ok ? exitCodes.ok : exitCodes.usage
}
