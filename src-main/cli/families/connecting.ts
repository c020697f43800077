// gangway connect, test, hosts, chat: a connection of one's own.
import type { Command } from 'commander'
import { parsePort, withGateway, withTarget, type Act } from './command-options.ts'

export function addConnecting(program: Command, act: Act): void {
  withTarget(program.command('connect <target>').description('connect and stay, and say what happens'))
    .option('--local-port <n>', 'offer the gateway to other programs on this port', parsePort)
    .action((target: string, options) =>
      act(async context => (await import('../commands/connect.ts')).connect(context, target, options)),
    )

  withTarget(
    program.command('test <target>').description('climb every step to the gateway once, with times'),
  ).action((target: string, options) =>
    act(async context => (await import('../commands/test.ts')).testTarget(context, target, options)),
  )

  program
    .command('hosts')
    .description('list the hosts of ~/.ssh/config and Settings')
    .action(() => act(async context => (await import('../commands/hosts.ts')).listHosts(context)))

  withGateway(
    program.command('chat [text...]').description('send a message and show the answer as it is written'),
  )
    .option('--session <key>', 'the conversation', 'main')
    .action((text: string[], options) =>
      act(async context => (await import('../commands/chat.ts')).chat(context, text, options)),
    )
}
