// gangway gateway …: runs one, or speaks to one.
import { Option, type Command } from 'commander'
import {
  parseAnyPort,
  parsePort,
  withConfig,
  withCredentials,
  withGateway,
  type Act,
} from './command-options.ts'

const bindModes = ['loopback', 'lan', 'tailnet', 'auto', 'custom'] as const

export function addGateway(program: Command, act: Act): void {
  const gateway = program.command('gateway').description('run the gateway, or speak to one')

  withConfig(
    withCredentials(gateway.command('run').description('run the built-in gateway until it is told to stop'))
      .option('--port <n>', 'listen there; 0 takes any free port', parseAnyPort)
      .addOption(new Option('--bind <mode>', 'who may reach it').choices(bindModes))
      .addOption(new Option('--auth <mode>', 'what clients must show').choices(['token', 'password', 'none']))
      .addOption(
        new Option('--tailscale <mode>', 'whether Tailscale Serve leads here').choices([
          'off',
          'serve',
          'funnel',
        ]),
      )
      .option('--tls', 'speak TLS, with a certificate made here unless gateway.tls names one'),
  ).action(options =>
    act(async context => (await import('../commands/gateway-run.ts')).runGateway(context, options)),
  )

  withGateway(gateway.command('status').description('say whether a gateway is there and lets us in')).action(
    options =>
      act(async context => (await import('../commands/status.ts')).showGatewayStatus(context, options)),
  )

  withGateway(gateway.command('health').description('ask whether the gateway is well')).action(options =>
    act(async context => (await import('../commands/health.ts')).showHealth(context, options)),
  )

  withGateway(gateway.command('call <method>').description('send one request and print its answer'))
    .option('--params <json>', 'what the method is given', '{}')
    .action((method: string, options) =>
      act(async context =>
        (await import('../commands/gateway-call.ts')).callGateway(context, method, options),
      ),
    )

  withGateway(gateway.command('send').description('send a message to somebody on a channel'))
    .requiredOption('--to <whom>', 'as the channel names them')
    .requiredOption('--message <text>', 'what to send')
    .option('--channel <id>', 'which channel, where several are set up')
    .option('--account <id>', 'which account of the channel')
    .action(options =>
      act(async context => (await import('../commands/gateway-send.ts')).sendMessage(context, options)),
    )

  withGateway(gateway.command('agent').description('let the assistant answer once, and print the answer'))
    .requiredOption('--message <text>', 'what to say')
    .option('--session <key>', 'the conversation (default: the main one)')
    .option('--agent <id>', 'which assistant, where there are several')
    .option('--thinking <level>', 'how hard the model thinks')
    .action(options =>
      act(async context => (await import('../commands/gateway-agent.ts')).runAgent(context, options)),
    )

  withGateway(
    gateway
      .command('probe')
      .description('try the configured gateway and the one of this computer, step by step'),
  ).action(options =>
    act(async context => (await import('../commands/gateway-probe.ts')).probeGateways(context, options)),
  )

  withConfig(
    gateway
      .command('install')
      .description('keep the gateway running as a service of yours, after showing how')
      .option('--port <n>', 'listen there', parsePort)
      .addOption(new Option('--bind <mode>', 'who may reach it').choices(bindModes)),
  )
    .option('--dry-run', 'only show the service and the commands')
    .option('--yes', 'without asking')
    .action(options =>
      act(async context => (await import('../commands/gateway-install.ts')).installGateway(context, options)),
    )

  gateway
    .command('uninstall')
    .description('stop that service and remove it')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'without asking')
    .action(options =>
      act(async context =>
        (await import('../service/uninstall-service.ts')).uninstallService(context, 'gateway', options),
      ),
    )
}
