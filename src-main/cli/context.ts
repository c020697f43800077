// What every command is given: where things are kept, how to speak, and when to stop.
import path from 'node:path'
import type { LogLevel } from '../logging/log.ts'
import { defaultStateDir } from '../settings/state-dir.ts'
import type { SshConfigSource } from '../tunnel/ssh-config/ssh-host.ts'
import { openOutput, type Output } from './output.ts'
import type { Terminal } from './terminal-prompts.ts'

/** The options that every command takes. */
export type GlobalOptions = {
  readonly json?: boolean | undefined
  readonly profile?: string | undefined
  readonly stateDir?: string | undefined
  readonly sshConfig?: string | undefined
  readonly verbose?: boolean | undefined
}

/** How this very program is started as the command line: what a service has to call. */
export type OwnCommand = readonly [program: string, ...args: string[]]

export type CliContext = {
  readonly ownCommand: OwnCommand
  readonly stateDir: string
  readonly profile: string
  readonly sshConfig: SshConfigSource
  readonly logLevel: LogLevel
  readonly output: Output
  readonly terminal: Terminal
  readonly env: NodeJS.ProcessEnv
  /** Aborts at SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
}

/** Throws INVALID_INPUT for a profile name that is no folder name. */
export function openContext(options: GlobalOptions, ownCommand: OwnCommand, signal: AbortSignal): CliContext {
  const profile = options.profile ?? 'default'
  const json = options.json ?? false
  return {
    ownCommand,
    stateDir: path.resolve(options.stateDir ?? defaultStateDir(profile)),
    profile,
    sshConfig: options.sshConfig === undefined ? {} : { userFile: path.resolve(options.sshConfig) },
    logLevel: options.verbose ? 'debug' : 'info',
    output: openOutput(json, process.stdout, process.stderr),
    terminal: {
      input: process.stdin,
      output: process.stderr,
      // With --json a program reads what we print, even when a terminal is attached.
      isInteractive: !json && process.stdin.isTTY && process.stderr.isTTY,
    },
    env: process.env,
    signal,
  }
}
