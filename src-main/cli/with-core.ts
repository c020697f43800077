// Runs a command with the app behind it, and ends both together.
import { portFromEnv } from '../settings/gateway-port.ts'
import { createCore, type Core } from '../core.ts'
import type { CliContext } from './context.ts'
import { terminalPrompts } from './terminal-prompts.ts'

export type CoreForCommand = {
  /** Fingerprints that need no question. */
  readonly acceptedHostKeys?: readonly string[] | undefined
  /** Whether the command may start the embedded gateway when none answers on this computer. */
  readonly mayStartGateway?: boolean | undefined
  /** Whether later commands without a target mean the one reached here. */
  readonly remembersTargets?: boolean | undefined
}

export async function withCore<T>(
  context: CliContext,
  { acceptedHostKeys, mayStartGateway = false, remembersTargets = false }: CoreForCommand,
  run: (core: Core) => Promise<T>,
): Promise<T> {
  const core = await createCore({
    stateDir: context.stateDir,
    profile: context.profile,
    sshConfig: context.sshConfig,
    ask: terminalPrompts(context.terminal, acceptedHostKeys),
    mayStartGateway,
    localGatewayPort: portFromEnv(context.env),
    remembersTargets,
    logLevel: context.logLevel,
  })
  try {
    return await run(core)
  } finally {
    await core.close()
  }
}
