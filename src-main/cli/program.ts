// Every command with its options. What a command does is in commands/, loaded when it is called: start-up stays short.
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CliContext, GlobalOptions } from './context.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

type Run = (context: CliContext) => Promise<ExitCode | void>

export type ProgramParts = {
  readonly version: string
  readonly openContext: (options: GlobalOptions) => CliContext
  /** Told how the command ended. */
  readonly done: (code: ExitCode) => void
}

export function buildProgram({ version, openContext, done }: ProgramParts): Command {
  const program = new Command('gangway')
    .description('Reach an OpenClaw gateway, on this computer, over SSH, or at an address.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .option('--json', 'print JSON, errors included')
    .option('--profile <name>', 'a separate set of settings, secrets and logs')
    .option('--state-dir <dir>', 'keep them there')
    .option('--ssh-config <file>', 'read this instead of ~/.ssh/config')
    .option('--verbose', 'write more into the log')

  const act = async (run: Run) => {
    const code = await run(openContext(program.opts<GlobalOptions>()))
    done(code ?? exitCodes.ok)
  }

  withTarget(program.command('connect <target>').description('connect and stay, and say what happens'))
    .option('--local-port <n>', 'offer the gateway to other programs on this port', parsePort)
    .action((target: string, options) =>
      act(async context => (await import('./commands/connect.ts')).connect(context, target, options)),
    )

  withTarget(
    program.command('test <target>').description('climb every step to the gateway once, with times'),
  ).action((target: string, options) =>
    act(async context => (await import('./commands/test.ts')).testTarget(context, target, options)),
  )

  program
    .command('hosts')
    .description('list the hosts of ~/.ssh/config and Settings')
    .action(() => act(async context => (await import('./commands/hosts.ts')).listHosts(context)))

  withGateway(program.command('health').description('ask whether the gateway is well')).action(options =>
    act(async context => (await import('./commands/health.ts')).showHealth(context, options)),
  )

  withGateway(program.command('status').description('show where things stand'))
    .option('--deep', 'ask the gateway about everything, and show every step to it')
    .action(options =>
      act(async context => (await import('./commands/status.ts')).showStatus(context, options)),
    )

  withGateway(
    program.command('chat [text...]').description('send a message and show the answer as it is written'),
  )
    .option('--session <key>', 'the conversation', 'main')
    .action((text: string[], options) =>
      act(async context => (await import('./commands/chat.ts')).chat(context, text, options)),
    )

  addGatewayCommands(program.command('gateway').description('run the gateway, or speak to one'), act)

  program
    .command('config')
    .description('look at the configuration')
    .command('validate')
    .description('say what is wrong in a configuration file, and which keys are kept unread')
    .option('--config <file>', 'instead of gangway.json5 in the state directory')
    .action(options =>
      act(async context => (await import('./commands/config-validate.ts')).validateConfig(context, options)),
    )

  return program
}

function addGatewayCommands(gateway: Command, act: (run: Run) => Promise<void>): void {
  withCredentials(gateway.command('run').description('run the built-in gateway until it is told to stop'))
    .option('--port <n>', 'listen there; 0 takes any free port', parseAnyPort)
    .addOption(
      new Option('--bind <mode>', 'who may reach it').choices([
        'loopback',
        'lan',
        'tailnet',
        'auto',
        'custom',
      ]),
    )
    .addOption(new Option('--auth <mode>', 'what clients must show').choices(['token', 'password', 'none']))
    .option('--config <file>', 'instead of gangway.json5 in the state directory')
    .action(options =>
      act(async context => (await import('./commands/gateway-run.ts')).runGateway(context, options)),
    )

  withGateway(gateway.command('status').description('say whether a gateway is there and lets us in')).action(
    options =>
      act(async context => (await import('./commands/status.ts')).showGatewayStatus(context, options)),
  )

  withGateway(gateway.command('health').description('ask whether the gateway is well')).action(options =>
    act(async context => (await import('./commands/health.ts')).showHealth(context, options)),
  )

  withGateway(gateway.command('call <method>').description('send one request and print its answer'))
    .option('--params <json>', 'what the method is given', '{}')
    .option('--timeout <ms>', 'how long to wait for the answer', parseCount)
    .action((method: string, options) =>
      act(async context =>
        (await import('./commands/gateway-call.ts')).callGateway(context, method, options),
      ),
    )
}

function withCredentials(command: Command): Command {
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
function withTarget(command: Command): Command {
  return withHostKey(
    withCredentials(
      command
        .option('--gateway-port <n>', 'the gateway’s port on the SSH host (default 18789)', parsePort)
        .addOption(
          new Option('--engine <engine>', 'the built-in SSH, or the system’s own').choices([
            'ssh2',
            'system',
          ]),
        )
        .option('--tls-fingerprint <sha256>', 'the certificate that a wss:// gateway must show'),
    ),
  )
}

/** For commands that speak to whichever gateway is meant. */
function withGateway(command: Command): Command {
  return withHostKey(
    withCredentials(
      command
        .option('--url <url>', 'this gateway, with only the credential given beside it')
        .option('--target <target>', 'local, an SSH host, or an address, with what is stored for it')
        .option('--tls-fingerprint <sha256>', 'the certificate that a wss:// gateway must show'),
    ),
  )
}

function parseCount(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.')
  return value
}

function parseAnyPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535.')
  return port
}

function parsePort(text: string): number {
  const port = parseAnyPort(text)
  if (port === 0) throw new InvalidArgumentError('It must be a port from 1 to 65535.')
  return port
}

function parseFingerprint(text: string): string {
  if (!/^(?:SHA256:)?[A-Za-z0-9+/]{43}=?$/.test(text))
    throw new InvalidArgumentError('It must look like SHA256:… as ssh-keygen -lf prints it.')
  return text
}
