// gangway sessions …, gangway channels …: conversations, and where they come from.
import type { Command } from 'commander'
import { parseCount, withGateway, type Act } from './command-options.ts'

export function addSessions(program: Command, act: Act): void {
  const sessions = program.command('sessions').description('list, read and clear conversations')

  withGateway(sessions.command('list', { isDefault: true }).description('list them, the newest first'))
    .option('--limit <n>', 'how many (default 50)', parseCount)
    .option('--search <text>', 'only those that match')
    .action(options =>
      act(async context => (await import('../commands/sessions-list.ts')).listSessions(context, options)),
    )

  withGateway(sessions.command('show <key>').description('print the last messages'))
    .option('--limit <n>', 'how many (default 20)', parseCount)
    .action((key: string, options) =>
      act(async context => (await import('../commands/sessions-show.ts')).showSession(context, key, options)),
    )

  withGateway(sessions.command('reset <key>').description('begin a conversation anew'))
    .option('--yes', 'without asking')
    .action((key: string, options) =>
      act(async context =>
        (await import('../commands/sessions-change.ts')).resetSession(context, key, options),
      ),
    )

  withGateway(sessions.command('delete <key>').description('delete a conversation with its messages'))
    .option('--yes', 'without asking')
    .action((key: string, options) =>
      act(async context =>
        (await import('../commands/sessions-change.ts')).deleteSession(context, key, options),
      ),
    )
}

export function addChannels(program: Command, act: Act): void {
  const channels = program.command('channels').description('see the channels of the gateway')

  withGateway(channels.command('status').description('show whether each channel is there'))
    .option('--probe', 'ask each of them now')
    .action(options =>
      act(async context => (await import('../commands/channels-status.ts')).showChannels(context, options)),
    )
}
