// Reads the command line, runs one command, and ends with its exit code. Both who calls it, Node and the desktop app, have
// done nothing else.
import { CommanderError, type Command } from 'commander'
import { appError, isAppError, toErrorReport } from '../../src-shared/errors.ts'
import { listenForEnd } from '../end-signals.ts'
import { findInstallation } from '../installation.ts'
import { openContext, type OwnCommand } from './context.ts'
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts'
import { openOutput } from './output.ts'
import { buildProgram } from './program.ts'

/** What is still open a moment after a signal ends with the process: a supervisor waits two seconds before it kills. */
const endWithinMs = 1700

/** Never settles: it ends the process, with the command's exit code. */
export async function runCommand(args: readonly string[], ownCommand: OwnCommand): Promise<never> {
  process.exitCode = await run(args, ownCommand)
  // A stray timer or socket must not keep a finished command; output to a pipe is written out before the exit.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()))
  return await new Promise<never>(() => undefined)
}

async function run(args: readonly string[], ownCommand: OwnCommand): Promise<ExitCode> {
  const json = args.includes('--json')
  const stopping = abortWhenUnwanted()
  let code: ExitCode = exitCodes.ok
  const program = buildProgram({
    version: findInstallation().version,
    openContext: options => openContext(options, ownCommand, stopping),
    done: ended => (code = ended),
  })
  for (const command of allCommands(program)) quiet(command, json)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return fail(program, error, json)
  }
}

/** At a signal, or when whoever read the results has gone (`| head -1`). */
function abortWhenUnwanted(): AbortSignal {
  const stopping = new AbortController()
  listenForEnd({
    begin: () => stopping.abort(appError('CANCELLED', {})),
    hurry: () => process.exit(exitCodes.usage),
    withinMs: endWithinMs,
  })
  process.stdout.on('error', () => stopping.abort(appError('CANCELLED', {})))
  // Remarks are for whoever still listens.
  process.stderr.on('error', () => undefined)
  return stopping.signal
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}

/** Commander must neither end the process nor speak of errors by itself: with --json they are JSON. */
function quiet(command: Command, json: boolean): void {
  command.exitOverride().configureOutput({ outputError: () => {}, ...(json && { writeErr: () => {} }) })
}

function fail(program: Command, error: unknown, json: boolean): ExitCode {
  const output = openOutput(json, process.stdout, process.stderr)
  if (error instanceof CommanderError) {
    // Help and version were printed, and are no failure.
    if (error.exitCode === 0) return exitCodes.ok
    const why = error.code === 'commander.help' ? 'a command is missing' : usageComplaint(error.message)
    output.failure(toErrorReport(appError('INVALID_INPUT', { what: 'The command line', why })))
    if (error.code !== 'commander.help') output.note(`See: ${program.name()} --help`)
    return exitCodes.usage
  }
  const report = toErrorReport(error)
  output.failure(report)
  if (!isAppError(error)) output.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return exitCodeOf(report)
}

/** Commander's own sentence, made to fit into ours. */
function usageComplaint(message: string): string {
  return message.replace(/^error: /, '').replace(/\.$/, '')
}
