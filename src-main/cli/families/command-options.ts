// Options that several commands share, and how their values are read.
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { CliContext } from '../context.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Runs a command with its context and notes how it ended. A family hands each of its commands to it. */
export type Act = (run: (context: CliContext) => Promise<ExitCode | void>) => Promise<void>

export function withCredentials(command: Command): Command {
  return command
    .option('--token-file <file>', 'a file with the gateway’s token')
    .option('--password-file <file>', 'a file with the gateway’s password')
    .option('--token <token>', 'the token itself (other programs can see it: prefer --token-file)')
    .option('--password <password>', 'the password itself (other programs can see it)')
}

function withHostKey(command: Command): Command {
  return command.option(
    '--accept-host-key <fingerprint>',
    'trust an unknown host with this fingerprint (SHA256:…) without asking; may be given several times',
    (value: string, before: string[] | undefined) => [...(before ?? []), parseFingerprint(value)],
  )
}

/** For commands that name their target. */
export function withTarget(command: Command): Command {
  return withCredentials(withRoad(command))
}

/** How to get to a target, without what to show there. */
export function withRoad(command: Command): Command {
  return withHostKey(
    command
      .option('--gateway-port <n>', 'the gateway’s port on the SSH host (default 18789)', parsePort)
      .addOption(
        new Option('--engine <engine>', 'the built-in SSH, or the system’s own').choices(['ssh2', 'system']),
      )
      .option('--identity-file <file>', 'the one key to offer the SSH host')
      .option('--tls-fingerprint <sha256>', 'the certificate that a wss:// gateway must show'),
  )
}

/** For commands that speak to whichever gateway is meant. `timeout` says what --timeout bounds. */
export function withGateway(
  command: Command,
  timeout = 'how long to wait for an answer (default 30000)',
): Command {
  return withHostKey(
    withCredentials(
      command
        .option('--url <url>', 'this gateway, with only the credential given beside it')
        .option('--target <target>', 'local, an SSH host, or an address, with what is stored for it')
        .option('--gateway-port <n>', 'the gateway’s port on the SSH host of --target', parsePort)
        .option('--timeout <ms>', timeout, parseCount)
        .option('--tls-fingerprint <sha256>', 'the certificate that a wss:// gateway must show'),
    ),
  )
}

export function withConfig(command: Command): Command {
  return command.option('--config <file>', 'instead of gangway.json5 in the state directory')
}

export function parseCount(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.')
  return value
}

export function parseAnyPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535.')
  return port
}

export function parsePort(text: string): number {
  const port = parseAnyPort(text)
  if (port === 0) throw new InvalidArgumentError('It must be a port from 1 to 65535.')
  return port
}

function parseFingerprint(text: string): string {
  if (!/^(?:SHA256:)?[A-Za-z0-9+/]{43}=?$/.test(text))
    throw new InvalidArgumentError('It must look like SHA256:… as ssh-keygen -lf prints it.')
  return text
}
