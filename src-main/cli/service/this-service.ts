// A service of this program, for this person, on this system.
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { defaultStateDir } from '../../settings/state-dir.ts'
import type { CliContext } from '../context.ts'
import { planService } from './service-plan.ts'
import type { ServiceKind, ServicePlan, Step } from './service.ts'

/** `args` come after `gateway run` or `node run`. Throws INVALID_INPUT on a system without services. */
export function thisService(
  context: CliContext,
  kind: ServiceKind,
  args: readonly string[] = [],
): ServicePlan {
  const { profile, stateDir, env } = context
  const place = { platform: process.platform, home: homedir(), env, uid: userInfo().uid }
  return planService({ kind, profile, stateDir, command: commandFor(context, kind, args) }, place)
}

/** The very program that runs now, with what it would not find out by itself: a service has not this shell's environment. */
function commandFor(
  { ownCommand, profile, stateDir }: CliContext,
  kind: ServiceKind,
  args: readonly string[],
): [string, ...string[]] {
  const isUsual = stateDir === path.resolve(defaultStateDir(profile, { env: {} }))
  return [
    ...ownCommand,
    kind,
    'run',
    ...(profile === 'default' ? [] : ['--profile', profile]),
    ...(isUsual ? [] : ['--state-dir', stateDir]),
    ...args,
  ]
}

export function commandLine({ argv }: Step): string {
  return argv.join(' ')
}
