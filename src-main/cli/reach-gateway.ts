// From a command's options to a connection with the gateway it means, closed when the command is done.
import { AppError, isAppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Ladder } from '../../src-shared/ladder.ts'
import { findInstallation } from '../installation.ts'
import { openLog, silentLog } from '../logging/log.ts'
import { portFromEnv } from '../settings/gateway-port.ts'
import { readRecentTargets } from '../settings/recent-targets.ts'
import { openSettings, type SettingsStore } from '../settings/settings-store.ts'
import { chooseTarget, type Choice } from './choose-target.ts'
import type { CliContext } from './context.ts'
import { lazyVault } from './lazy-vault.ts'
import { readCredentials, type CredentialOptions } from './read-credentials.ts'
import { terminalPrompts } from './terminal-prompts.ts'
import { appAt, throughApp, throughAppNote } from './through-app.ts'
import { openToolConnection, type Needs, type ToolConnection } from './tool-connection.ts'

/** The options of every command that speaks to a gateway. */
export type GatewayOptions = CredentialOptions & {
  readonly url?: string | undefined
  readonly target?: string | undefined
  /** The gateway's port on the SSH host that `target` names. */
  readonly gatewayPort?: number | undefined
  readonly tlsFingerprint?: string | undefined
  readonly acceptHostKey?: readonly string[] | undefined
  /** For each answer, in milliseconds; 30,000 when absent. */
  readonly timeout?: number | undefined
}

/** For commands that only look. */
export const toRead: Needs = { asDevice: [], asTool: ['operator.read'] }
/** For commands that say or do something. */
export const toWrite: Needs = { asDevice: [], asTool: ['operator.read', 'operator.write'] }
/** For commands that decide what may run. */
export const toApprove: Needs = { asDevice: [], asTool: ['operator.approvals'] }
/** For commands that change how the gateway works. */
export const toAdminister: Needs = { asDevice: ['operator.admin'], asTool: ['operator.admin'] }
/** For commands that decide who may come in, and with what: nobody hands out more than they hold. */
export const toPair: Needs = {
  asDevice: ['operator.pairing'],
  asTool: ['operator.admin', 'operator.pairing'],
}

/**
 * Runs `use` over the running app's connection when that leads to what the options mean, else connects once and closes
 * everything afterwards. Rejects with the reason when that fails; a refused credential is said to be whose.
 */
export async function reachGateway<T>(
  context: CliContext,
  options: GatewayOptions,
  needs: Needs,
  use: (gateway: ToolConnection) => Promise<T>,
): Promise<T> {
  const settings = await openSettings(context.stateDir)
  const choice = await choose(context, options, settings)
  const app = await appAt(context, options, choice)
  const through = app && throughApp(app, needs, { signal: context.signal, timeoutMs: options.timeout })
  try {
    if (through) {
      context.output.note(throughAppNote)
      return await use(through)
    }
  } catch (error) {
    // What was refused was not done: it may be done with what the command can show itself.
    if (!isAppError(error, 'SCOPE_MISSING')) throw error
  } finally {
    app?.close()
  }
  return reachTarget(context, options, settings, choice, needs, use)
}

/** As `reachGateway`, for a target that was chosen otherwise. */
export async function reachTarget<T>(
  context: CliContext,
  options: GatewayOptions,
  settings: SettingsStore,
  choice: Choice,
  needs: Needs,
  use: (gateway: ToolConnection) => Promise<T>,
  onLadder?: (ladder: Ladder) => void,
): Promise<T> {
  const { stateDir, profile, env, signal } = context
  const log = context.logLevel === 'debug' ? openLog({ stateDir, level: 'debug' }) : undefined
  try {
    const gateway = await openToolConnection({
      target: choice.target,
      credentials: choice.shown?.credentials,
      needs,
      timeoutMs: options.timeout,
      version: findInstallation().version,
      stateDir,
      profile,
      sshConfig: context.sshConfig,
      localGatewayPort: portFromEnv(env),
      settings,
      vault: lazyVault({ stateDir, profile, settings, log, hide: log?.hide, env }),
      ask: terminalPrompts(context.terminal, options.acceptHostKey),
      log: log ?? silentLog,
      signal,
      onLadder,
    }).catch((error: unknown) => {
      throw withOrigin(error, choice)
    })
    try {
      return await use(gateway)
    } finally {
      await gateway.close()
    }
  } finally {
    await log?.close()
  }
}

/** Rejects with what `chooseTarget` and `readCredentials` throw; nothing is connected to. */
export async function choose(
  context: CliContext,
  options: GatewayOptions,
  settings: SettingsStore,
): Promise<Choice> {
  const given = await readCredentials(options)
  const { url, target, gatewayPort, tlsFingerprint } = options
  const parts = {
    url,
    target,
    gatewayPort,
    tlsFingerprint,
    given,
    env: context.env,
    hosts: settings.app.hosts,
  }
  const recent = await readRecentTargets(context.stateDir)
  return chooseTarget({ ...parts, document: settings.document, recent })
}

const aboutCredentials: readonly ErrorCode[] = [
  'GATEWAY_TOKEN_MISMATCH',
  'GATEWAY_TOKEN_MISSING',
  'GATEWAY_PASSWORD_MISMATCH',
  'GATEWAY_PASSWORD_MISSING',
]

/** Which of several places the refused secret came from is what a person has to know to mend it. */
function withOrigin(error: unknown, { shown }: Choice): unknown {
  if (!isAppError(error) || !aboutCredentials.includes(error.code)) return error
  const from = shown?.from ?? 'what is stored for this gateway'
  const { report } = error
  const message = shown ? `${report.message} It came from ${from}.` : report.message
  return new AppError({ ...report, message, details: { ...report.details, from } }, error.cause)
}
