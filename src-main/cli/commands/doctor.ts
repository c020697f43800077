// `gangway doctor`: what this computer brings along, then every step to the gateway, each with its time and what to do.
import os from 'node:os'
import path from 'node:path'
import { targetName } from '../../../src-shared/connection.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Ladder } from '../../../src-shared/ladder.ts'
import { localEndpoint } from '../../connection/local-endpoint.ts'
import type { Core } from '../../core.ts'
import { portFromEnv } from '../../settings/gateway-port.ts'
import type { Choice } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { findingLines, runChecks, type Check, type Finding } from '../doctor/finding.ts'
import { configCheck, keychainCheck, lockCheck, portCheck, stateDirCheck } from '../doctor/local-checks.ts'
import { sshChecks } from '../doctor/ssh-checks.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import { ladderFailure, ladderLines } from '../ladder-lines.ts'
import { choose, type GatewayOptions } from '../reach-gateway.ts'
import { withCore } from '../with-core.ts'

/** Ends with the code of the step that failed; with 1 when only something of this computer did. */
export async function runDoctor(context: CliContext, options: GatewayOptions): Promise<ExitCode> {
  const { output, signal } = context
  return withCore(context, { acceptedHostKeys: options.acceptHostKey }, async core => {
    let choice: Choice | undefined
    const checks = [
      ...checksOfThisComputer(core),
      {
        id: 'target',
        title: 'Which gateway is meant',
        run: async () => {
          choice = await choose(context, options, core.settings)
          // Whatever is found out below: these are never among it.
          for (const secret of Object.values(choice.shown?.credentials ?? {})) core.log.hide(secret ?? '')
          const from = choice.shown?.from ?? 'what is stored for it'
          return { notes: [targetName(choice.target, inEnglish), `credential: ${from}`] }
        },
      },
    ]
    const told = (finding: Finding) => {
      if (!output.json) output.result({}, findingLines(clean(core, finding)))
    }
    const findings = await runChecks(checks, signal, told)
    const { target } = choice ?? {}
    if (target && choice) {
      const more = await runChecks(checksOfRoad(core, context, choice), signal, told)
      findings.push(...more)
    }
    const ladder = target && (await core.connection.test(target, () => {}, signal, credentialsOf(choice)))
    if (!output.json && ladder) {
      const to = targetName(target, inEnglish)
      output.result({}, ['', `From here to ${to}`, ...ladderLines(ladder)])
    }
    return conclude(context, core, findings, target, ladder)
  })
}

function checksOfThisComputer({ installation, settings, stateDir, vault }: Core): Check[] {
  const system = `${os.platform()} ${os.release()} ${os.arch()}`
  return [
    {
      id: 'versions',
      title: 'Versions',
      run: async () => ({
        notes: [
          `Gangway ${installation.version}, Node ${process.versions.node}, ${system}`,
          installation.root,
        ],
      }),
    },
    configCheck(settings),
    stateDirCheck(stateDir),
    lockCheck(stateDir),
    keychainCheck(vault),
  ]
}

/** Only what is on the way: of a gateway that is far, this computer's port says nothing. */
function checksOfRoad({ settings, stateDir }: Core, context: CliContext, { target }: Choice): Check[] {
  const { profile, env, sshConfig, signal } = context
  switch (target.kind) {
    case 'local': {
      const localGatewayPort = portFromEnv(env)
      const { url } = localEndpoint({ stateDir, profile, settings, localGatewayPort })
      return [portCheck(Number(new URL(url()).port), 'The gateway’s port')]
    }
    case 'ssh': {
      const appKnownHosts = path.join(stateDir, 'known_hosts')
      return [
        ...sshChecks({ target, sshConfig, appKnownHosts, signal }),
        ...(target.localPort === undefined ? [] : [portCheck(target.localPort, 'Port for other programs')]),
      ]
    }
    case 'direct':
      return []
  }
}

function credentialsOf(choice: Choice | undefined) {
  return { credentials: choice?.shown?.credentials }
}

function conclude(
  { output }: CliContext,
  core: Core,
  findings: readonly Finding[],
  target: Choice['target'] | undefined,
  ladder: Ladder | undefined,
): ExitCode {
  const error = ladder && ladderFailure(ladder)
  const failed = findings.filter(finding => finding.verdict === 'failed')
  const careful = findings.filter(finding => finding.verdict === 'careful')
  const ok = !error && failed.length === 0
  output.result({ ok, target, checks: findings.map(finding => clean(core, finding)), ladder, error }, [
    '',
    ok
      ? careful.length === 0
        ? 'All is well.'
        : `All is well, with ${careful.length} ${careful.length === 1 ? 'remark' : 'remarks'}.`
      : `${failed.length + (error ? 1 : 0)} to mend.`,
  ])
  if (error) output.note(error.remedy)
  if (error) return exitCodeOf(error)
  return ok ? exitCodes.ok : exitCodes.usage
}

function clean(core: Core, finding: Finding): Finding {
  return { ...finding, notes: finding.notes.map(note => core.log.redactText(note)) }
}
