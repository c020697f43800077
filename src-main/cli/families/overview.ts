// gangway health, status, logs, dashboard, doctor: how things stand.
import type { Command } from 'commander'
import { parseCount, withGateway, type Act } from './command-options.ts'

export function addOverview(program: Command, act: Act): void {
  withGateway(program.command('health').description('ask whether the gateway is well')).action(options =>
    act(async context => (await import('../commands/health.ts')).showHealth(context, options)),
  )

  withGateway(program.command('status').description('show where things stand'))
    .option('--deep', 'ask the gateway about everything, and show every step to it')
    .action(options =>
      act(async context => (await import('../commands/status.ts')).showStatus(context, options)),
    )

  withGateway(program.command('logs').description('print the gateway’s log'))
    .option('--follow', 'go on until interrupted')
    .option('--limit <n>', 'how many lines (default 200)', parseCount)
    .option('--interval <ms>', 'how often to look for new ones (default 1000)', parseCount)
    .option('--local', 'this computer’s own log instead')
    .action(options => act(async context => (await import('../commands/logs.ts')).showLogs(context, options)))

  withGateway(program.command('dashboard').description('print the address of the gateway’s page'))
    .option('--with-token', 'an address that signs in by itself; treat it as a password')
    .action(options =>
      act(async context => (await import('../commands/dashboard.ts')).showDashboard(context, options)),
    )

  withGateway(
    program
      .command('doctor')
      .description('check this computer and every step to the gateway, with what to do'),
    'how long all of it may take (each step has its own limit without it)',
  )
    .option('--bundle <file>', 'show the report of both ends and save it as a .tar.gz')
    .action(options =>
      act(async context => (await import('../commands/doctor.ts')).showDoctor(context, options)),
    )
}
