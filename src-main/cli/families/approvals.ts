// gangway approvals …: commands that wait for a yes or no, and those that were allowed for good.
import { Argument, Option, type Command } from 'commander'
import { execModes, type ExecMode } from '../../../src-shared/exec-rules.ts'
import { withGateway, type Act } from './command-options.ts'

export function addApprovals(program: Command, act: Act): void {
  const approvals = program.command('approvals').description('see and decide which commands may run')

  withGateway(
    approvals.command('list').description('show the commands that wait for a decision, whole'),
  ).action(options =>
    act(async context => (await import('../commands/approvals-list.ts')).showApprovals(context, options)),
  )

  withGateway(approvals.command('approve <request>').description('let a command run'))
    .option('--always', 'and from now on, with exactly these arguments, without being asked')
    .action((request: string, options) =>
      act(async context =>
        (await import('../commands/approvals-resolve.ts')).approveCommand(context, request, options),
      ),
    )

  withGateway(approvals.command('deny <request>').description('do not let a command run')).action(
    (request: string, options) =>
      act(async context =>
        (await import('../commands/approvals-resolve.ts')).denyCommand(context, request, options),
      ),
  )

  withGateway(
    approvals.command('allowed').description('list the commands that run without being asked for'),
  ).action(options =>
    act(async context => (await import('../commands/approvals-allowed.ts')).showAllowed(context, options)),
  )

  withGateway(approvals.command('forget <entry>').description('ask for an allowed command again')).action(
    (entry: string, options) =>
      act(async context =>
        (await import('../commands/approvals-allowed.ts')).forgetAllowed(context, entry, options),
      ),
  )

  withGateway(
    approvals
      .command('get')
      .description('show the rules for commands, and the exec approvals of the gateway'),
  )
    .option('--node <node>', 'the exec approvals of this node instead')
    .action(options =>
      act(async context => (await import('../commands/approvals-rules.ts')).showRules(context, options)),
    )

  withGateway(
    approvals.command('set').description('replace the exec approvals of the gateway by a file, or stdin'),
  )
    .option('--file <file>', 'JSON or JSON5, as get shows it; standard input when absent')
    .option('--node <node>', 'those of this node instead')
    .action(options =>
      act(async context => (await import('../commands/approvals-rules.ts')).setApprovals(context, options)),
    )

  withGateway(
    approvals
      .command('rule')
      .description(
        'write down what agents may run; the strictest of everyone’s, the agent’s and the node’s counts',
      )
      .addArgument(new Argument('<mode>', 'the rule').choices([...execModes, 'unset'])),
  )
    .addOption(new Option('--agent <id>', 'for this agent alone').conflicts('node'))
    .option('--node <node>', 'for commands on this node alone')
    .action((mode: ExecMode | 'unset', options) =>
      act(async context => (await import('../commands/approvals-rules.ts')).setRule(context, mode, options)),
    )
}
