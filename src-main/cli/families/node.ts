// gangway node …: this computer itself as one that offers commands.
import { Option, type Command } from 'commander'
import { execPolicyModes } from '../../../src-shared/node-host.ts'
import { withRoad, withTarget, type Act } from './command-options.ts'

export function addNode(program: Command, act: Act): void {
  const node = program.command('node').description('lend this computer’s commands to a gateway')

  withNodePlace(
    node.command('run').description('be a node until told to stop; somebody at the gateway approves it once'),
  ).action(options =>
    act(async context => (await import('../commands/node-run.ts')).runNode(context, options)),
  )

  withNodePlace(
    node
      .command('install')
      .description('keep running as a node, as a service of yours')
      .option('--dry-run', 'only show what would be done')
      .option('--yes', 'without asking'),
    { isService: true },
  ).action(options =>
    act(async context => (await import('../commands/node-install.ts')).installNode(context, options)),
  )

  node
    .command('uninstall')
    .description('stop that service and remove it')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'without asking')
    .action(options =>
      act(async context =>
        (await import('../service/uninstall-service.ts')).uninstallService(context, 'node', options),
      ),
    )

  node
    .command('status')
    .description('say whether this computer is a node, of which gateway, and what it offers')
    .action(() => act(async context => (await import('../commands/node-status.ts')).showNodeStatus(context)))

  for (const [name, isOn, what] of [
    ['on', true, 'let the Gangway app be a node while it is connected'],
    ['off', false, 'no longer let the Gangway app be a node'],
  ] as const) {
    node
      .command(name)
      .description(what)
      .action(() =>
        act(async context => (await import('../commands/node-switch.ts')).switchNode(context, isOn)),
      )
  }

  node
    .command('policy')
    .description('show or set what may run here: nothing, what is listed, or whatever a person allows')
    .addOption(new Option('--set <mode>', 'the rule').choices([...execPolicyModes]))
    .option('--agent <id>', 'for this assistant alone')
    .action(options =>
      act(async context => (await import('../commands/node-policy.ts')).nodePolicy(context, options)),
    )
}

/** The gateway that is to be served, and what it takes to get there. A service is given no secret but in a file. */
function withNodePlace(command: Command, { isService = false } = {}): Command {
  const placed = command
    .addOption(new Option('--host <host>', 'the gateway behind this SSH host').conflicts(['url', 'local']))
    .addOption(new Option('--url <url>', 'the gateway at this ws:// or wss:// address').conflicts('local'))
    .option('--local', 'the gateway of this computer')
    .option('--read-token', 'read the gateway’s secret once on its SSH host, without asking on the terminal')
  return isService
    ? withRoad(placed).option(
        '--token-file <file>',
        'a file with the gateway’s token, which the service reads',
      )
    : withTarget(placed)
}
