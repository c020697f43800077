// `gangway connect TARGET`: keeps a connection, and the local port if one is wanted, until it is told to stop.
import {
  connectionInOneLine,
  type ConnectionState,
  type LocalPortState,
} from '../../../src-shared/connection.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import {
  ofThisComputer,
  watchCircumstances,
  type Circumstances,
} from '../../connection/watch-circumstances.ts'
import { credentialsFor } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { hostsWithRecent } from '../../../src-shared/settings.ts'
import { readRecentTargets } from '../../settings/recent-targets.ts'
import { parseTarget, type TargetOptions } from '../../connection/parse-target.ts'
import { readCredentials, type CredentialOptions } from '../read-credentials.ts'
import { withCore } from '../with-core.ts'

export type ConnectOptions = TargetOptions &
  CredentialOptions & { readonly acceptHostKey?: readonly string[] | undefined }

/**
 * Ends with 0 when it is told to stop. Until it has been online once a failure ends it, so that a script learns of a
 * wrong name; after that it reconnects by itself, and ends only for what no further try can change.
 */
export async function connect(
  context: CliContext,
  text: string,
  options: ConnectOptions,
  circumstances: Circumstances = ofThisComputer,
): Promise<ExitCode> {
  const { output, signal } = context
  const given = await readCredentials(options)
  const parts = { acceptedHostKeys: options.acceptHostKey, mayStartGateway: true, remembersTargets: true }
  const recent = await readRecentTargets(context.stateDir)
  return withCore(context, parts, core => {
    const hosts = hostsWithRecent(core.settings.app.hosts, recent)
    const target = parseTarget(text, options, hosts)
    const shown = given ?? credentialsFor(target, { document: core.settings.document, env: context.env })
    return new Promise<ExitCode>(resolve => {
      let wasOnline = false
      const printState = statePrinter(output)
      const stop = core.connection.on({
        state: state => {
          printState(state)
          if (state.phase === 'online') wasOnline = true
          const end = reasonToEnd(state, wasOnline)
          if (end) finish(exitCodeOf(end), end)
        },
        localPort: state => printLocalPort(output, state),
      })
      // It stays for days, on computers that sleep and change their networks.
      const unwatch = watchCircumstances(core.connection, circumstances)
      const finish = (code: ExitCode, error?: ErrorReport) => {
        stop()
        unwatch()
        signal.removeEventListener('abort', onAbort)
        if (error) output.failure(error)
        resolve(code)
      }
      const onAbort = () => finish(exitCodes.ok)
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      core.connection.connect(target, { credentials: shown?.credentials })
    })
  })
}

/** Waiting for approval goes on by itself; everything else that needs a person needs another command. */
function reasonToEnd(state: ConnectionState, wasOnline: boolean): ErrorReport | undefined {
  switch (state.phase) {
    case 'failed':
      return state.error
    case 'needs-you':
      return state.error.code === 'PAIRING_REQUIRED' ? undefined : state.error
    case 'waiting':
      return wasOnline ? undefined : state.error
    case 'idle':
    case 'opening':
    case 'online':
    case 'closing':
      return undefined
  }
}

/** Prints a state when it says something new: a ladder also changes within a step. */
function statePrinter(output: Output): (state: ConnectionState) => void {
  let printed = ''
  return state => {
    const line = connectionInOneLine(state, Date.now(), inEnglish)
    if (line === printed || state.phase === 'idle' || state.phase === 'closing') return
    printed = line
    output.result({ state }, [line, ...(state.phase === 'needs-you' ? [`  ${state.error.remedy}`] : [])])
  }
}

function printLocalPort(output: Output, localPort: LocalPortState): void {
  switch (localPort.phase) {
    case 'off':
      return
    case 'listening':
      return output.result({ localPort }, [`Other programs can connect to ws://127.0.0.1:${localPort.port}`])
    case 'taken':
      return output.result({ localPort }, [`${localPort.error.message} ${localPort.error.remedy}`])
  }
}
