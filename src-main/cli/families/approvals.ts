// gangway approvals …: commands that wait for a yes or no, and those that were allowed for good.
import type { Command } from 'commander'
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
}
