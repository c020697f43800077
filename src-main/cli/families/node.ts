// gangway node …: this computer itself as one that offers commands.
import { Option, type Command } from 'commander'
import { execPolicyModes } from '../../../src-shared/node-host.ts'
import { withTarget, type Act } from './command-options.ts'

export function addNode(program: Command, act: Act): void {
  const node = program.command('node').description('lend this computer’s commands to a gateway')

  withTarget(
    node
      .command('run')
      .description('be a node until told to stop; somebody at the gateway approves it once')
      .addOption(new Option('--host <host>', 'the gateway behind this SSH host').conflicts(['url', 'local']))
      .addOption(new Option('--url <url>', 'the gateway at this ws:// or wss:// address').conflicts('local'))
      .option('--local', 'the gateway of this computer')
      .option(
        '--read-token',
        'read the gateway’s secret once on its SSH host, without asking on the terminal',
      ),
  ).action(options =>
    act(async context => (await import('../commands/node-run.ts')).runNode(context, options)),
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
