// gangway health, status: how things stand.
import type { Command } from 'commander'
import { withGateway, type Act } from './command-options.ts'

export function addOverview(program: Command, act: Act): void {
  withGateway(program.command('health').description('ask whether the gateway is well')).action(options =>
    act(async context => (await import('../commands/health.ts')).showHealth(context, options)),
  )

  withGateway(program.command('status').description('show where things stand'))
    .option('--deep', 'ask the gateway about everything, and show every step to it')
    .action(options =>
      act(async context => (await import('../commands/status.ts')).showStatus(context, options)),
    )
}
