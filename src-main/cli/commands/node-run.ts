// `gangway node run`: this computer as a node without a window, over a road of its own, until it is told to stop.
import path from 'node:path'
import { connectionInOneLine } from '../../../src-shared/connection.ts'
import { AppError, toErrorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { NodeHostState } from '../../../src-shared/node-host.ts'
import { openNodeHost, type NodeHost } from '../../node-host/node-host.ts'
import { keepNodeState } from '../../node-host/node-state-file.ts'
import { credentialsFor } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { parseTarget } from '../../connection/parse-target.ts'
import { readCredentials, type CredentialOptions } from '../read-credentials.ts'
import { textOfTarget, type NodePlace } from './node-place.ts'
import { terminalPrompts } from '../terminal-prompts.ts'
import { withCore } from '../with-core.ts'
import { portFromEnv } from '../../settings/gateway-port.ts'

export type NodeRunOptions = NodePlace &
  CredentialOptions & {
    readonly acceptHostKey?: readonly string[] | undefined
    /** Whether the gateway's secret may be read on its host without another question. */
    readonly readToken?: boolean | undefined
  }

type RunningState = Extract<NodeHostState, { phase: 'on' }>

/**
 * Ends with 0 when it is told to stop. It goes on through lost connections and restarts of the gateway, and waits for its
 * approvals; only what no further try can change ends it.
 */
export async function runNode(context: CliContext, options: NodeRunOptions): Promise<ExitCode> {
  const { output, signal, stateDir, profile } = context
  const { acceptHostKey, readToken, ...rest } = options
  const text = textOfTarget(options)
  const given = await readCredentials(rest)
  return withCore(context, {}, async core => {
    const { gatewayPort, engine, tlsFingerprint, identityFile } = rest
    const where = { gatewayPort, engine, tlsFingerprint, identityFile }
    const target = parseTarget(text, where, core.settings.app.hosts)
    const shown = given ?? credentialsFor(target, { document: core.settings.document, env: context.env })
    const node = await openNodeHost({
      stateDir,
      profile,
      sshConfig: context.sshConfig,
      appKnownHosts: path.join(stateDir, 'known_hosts'),
      settings: core.settings,
      vault: core.vault,
      log: core.log,
      ask: terminalPrompts(context.terminal, acceptHostKey, { mayReadToken: readToken }),
      localGatewayPort: portFromEnv(context.env),
      version: core.installation.version,
    })
    const stopKeeping = keepNodeState(stateDir, node, core.log)
    try {
      return await new Promise<ExitCode>(resolve => {
        const print = statePrinter(output)
        /** Once: a secret that is read and does not fit is no better the second time. */
        let mayRead = shown === undefined
        const stop = node.onChange(state => {
          if (mayRead && lacksSecret(state)) {
            mayRead = false
            readSecret(node, signal).catch((error: unknown) => {
              const report = toErrorReport(error)
              finish(exitCodeOf(report), report)
            })
            return
          }
          print(state)
          const end = reasonToEnd(state)
          if (end) finish(exitCodeOf(end), end)
        })
        const finish = (code: ExitCode, error?: ErrorReport) => {
          stop()
          signal.removeEventListener('abort', onAbort)
          if (error) output.failure(error)
          resolve(code)
        }
        const onAbort = () => finish(exitCodes.ok)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        node.connect(target, { credentials: shown?.credentials })
      })
    } finally {
      await stopKeeping()
      await node.close()
    }
  })
}

/** Whether the gateway wants a secret that its own host could tell. */
function lacksSecret({ connection }: RunningState): boolean {
  if (connection.phase !== 'needs-you' || connection.target.kind !== 'ssh') return false
  const { code } = connection.error
  return code === 'GATEWAY_TOKEN_MISSING' || code === 'GATEWAY_PASSWORD_MISSING'
}

/** Goes on with what is read. Rejects with why nothing was, and what else can be done. */
async function readSecret(node: NodeHost, signal: AbortSignal): Promise<void> {
  const { connection } = node.state
  const missing = connection.phase === 'needs-you' ? connection.error : undefined
  await node.readSecretOverSsh(signal)
  // Nothing changes when the person says no, or nobody is there to ask.
  if (!missing || node.state.connection.phase !== 'needs-you') return
  const remedy = `Give it with --token-file, or let it be read once on that host: --read-token. ${missing.remedy}`
  throw new AppError({ ...missing, remedy })
}

function reasonToEnd({ connection }: RunningState): ErrorReport | undefined {
  if (connection.phase === 'failed') return connection.error
  // A pairing may be approved at any time; a fingerprint or a password nobody types in by itself.
  if (connection.phase === 'needs-you' && connection.error.code !== 'PAIRING_REQUIRED')
    return connection.error
  return undefined
}

/** Prints what is new: a ladder also changes within a step, and calls come and go. */
function statePrinter(output: Output): (state: RunningState) => void {
  let printed = ''
  return state => {
    const { connection, approval, nodeId, commands } = state
    if (connection.phase === 'idle' || connection.phase === 'closing') return
    const lines = [connectionInOneLine(connection, Date.now(), inEnglish), ...approvalLines(state)]
    const line = lines.join('\n')
    if (line === printed) return
    printed = line
    output.result({ node: { phase: connection.phase, approval, nodeId, commands } }, lines)
  }
}

function approvalLines({ connection, approval, nodeId, commands }: RunningState): string[] {
  const id = nodeId.slice(0, 12)
  if (connection.phase === 'needs-you' && connection.error.code === 'PAIRING_REQUIRED') {
    return [`  Step 1 of 2: at the gateway, approve the device ${id}: gangway devices list`]
  }
  if (connection.phase !== 'online') return []
  switch (approval) {
    case 'unknown':
      return []
    case 'waiting':
      return [`  Step 2 of 2: at the gateway, approve what node ${id} offers: gangway nodes pending`]
    case 'approved':
      return [`  Node ${id} is approved and offers: ${commands.join(', ')}`]
  }
}
