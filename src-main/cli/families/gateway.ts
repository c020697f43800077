// gangway gateway …: runs one, or speaks to one.
import { Option, type Command } from 'commander'
import { parseAnyPort, withConfig, withCredentials, withGateway, type Act } from './command-options.ts'

export function addGateway(program: Command, act: Act): void {
  const gateway = program.command('gateway').description('run the gateway, or speak to one')

  withConfig(
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
      .addOption(
        new Option('--auth <mode>', 'what clients must show').choices(['token', 'password', 'none']),
      ),
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
}
