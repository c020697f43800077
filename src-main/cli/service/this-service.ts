// The service of this program, for this person, on this system.
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { defaultStateDir } from '../../settings/state-dir.ts'
import type { CliContext } from '../context.ts'
import { planService } from './service-plan.ts'
import type { ServicePlan, Step } from './service.ts'

/** How the gateway is to be run; what is absent is left to the configuration. */
export type RunWish = {
  readonly port?: number | undefined
  readonly bind?: string | undefined
  readonly config?: string | undefined
}

/** Throws INVALID_INPUT on a system without services. */
export function thisService(context: CliContext, wish: RunWish = {}): ServicePlan {
  const { profile, stateDir, env } = context
  const place = { platform: process.platform, home: homedir(), env, uid: userInfo().uid }
  return planService({ profile, stateDir, command: commandFor(context, wish) }, place)
}

/** The very program that runs now, with what it would not find out by itself: a service has not this shell's environment. */
function commandFor({ ownCommand, profile, stateDir }: CliContext, wish: RunWish): [string, ...string[]] {
  const isUsual = stateDir === path.resolve(defaultStateDir(profile, { env: {} }))
  return [
    ...ownCommand,
    'gateway',
    'run',
    ...(profile === 'default' ? [] : ['--profile', profile]),
    ...(isUsual ? [] : ['--state-dir', stateDir]),
    ...(wish.config === undefined ? [] : ['--config', path.resolve(wish.config)]),
    ...(wish.port === undefined ? [] : ['--port', String(wish.port)]),
    ...(wish.bind === undefined ? [] : ['--bind', wish.bind]),
  ]
}

export function commandLine({ argv }: Step): string {
  return argv.join(' ')
}
