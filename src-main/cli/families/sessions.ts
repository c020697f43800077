// gangway sessions …, channels …, pairing …: conversations, where they come from, and who may begin one there.
import type { Command } from 'commander'
import { parseCount, withConfig, withGateway, type Act } from './command-options.ts'

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
  const channels = program.command('channels').description('set up, see and try the channels of the gateway')

  withGateway(channels.command('status').description('show whether each channel is there'))
    .option('--probe', 'ask each of them now')
    .action(options =>
      act(async context => (await import('../commands/channels-status.ts')).showChannels(context, options)),
    )

  withConfig(
    channels.command('add <channel>').description('set up a channel on this computer’s gateway: telegram'),
  )
    .option('--token-file <file>', 'a file with the bot’s token; else it is asked for, or read from stdin')
    .option('--api-root <url>', 'a Bot API server of your own')
    .action((channel: string, options) =>
      act(async context =>
        (await import('../commands/channels-add.ts')).addChannel(context, channel, options),
      ),
    )

  withConfig(
    channels
      .command('remove <channel>')
      .description('take a channel and its token off this computer’s gateway'),
  ).action((channel: string, options) =>
    act(async context =>
      (await import('../commands/channels-add.ts')).removeChannel(context, channel, options),
    ),
  )

  withGateway(channels.command('test [channel]').description('send yourself a message through a channel'))
    .option('--to <id>', 'whom to reach (default: whoever wrote to it last)')
    .action((channel: string | undefined, options) =>
      act(async context =>
        (await import('../commands/channels-test.ts')).testChannel(context, channel, options),
      ),
    )
}

export function addChannelPairing(program: Command, act: Act): void {
  const pairing = program.command('pairing').description('decide who may write to a channel')

  withGateway(
    pairing.command('list [channel]', { isDefault: true }).description('list who asks, and who may'),
  ).action((channel: string | undefined, options) =>
    act(async context =>
      (await import('../commands/channel-pairing.ts')).listPeople(context, channel, options),
    ),
  )

  for (const decision of ['approve', 'reject'] as const) {
    const what = decision === 'approve' ? 'let in whoever was given this code' : 'turn them away'
    withGateway(pairing.command(`${decision} <channel> <code>`).description(what)).action(
      (channel: string, code: string, options) =>
        act(async context =>
          (await import('../commands/channel-pairing.ts')).decidePerson(
            context,
            decision,
            channel,
            code,
            options,
          ),
        ),
    )
  }

  withGateway(pairing.command('remove <channel> <id>').description('no longer let this person write')).action(
    (channel: string, id: string, options) =>
      act(async context =>
        (await import('../commands/channel-pairing.ts')).removePerson(context, channel, id, options),
      ),
  )
}
