// gangway nodes …: computers that offer commands.
import type { Command } from 'commander'
import { withGateway, type Act } from './command-options.ts'

export function addNodes(program: Command, act: Act): void {
  const nodes = program.command('nodes').description('see, approve and use the computers that offer commands')

  withGateway(nodes.command('list').description('list the nodes, and what each may be asked')).action(
    options => act(async context => (await import('../commands/nodes-list.ts')).showNodes(context, options)),
  )

  withGateway(nodes.command('pending').description('list the nodes that wait for approval')).action(options =>
    act(async context => (await import('../commands/nodes-list.ts')).showNodeRequests(context, options)),
  )

  withGateway(nodes.command('approve <request>').description('let a node be asked what it offers')).action(
    (request: string, options) =>
      act(async context =>
        (await import('../commands/nodes-resolve.ts')).approveNode(context, request, options),
      ),
  )

  withGateway(nodes.command('reject <request>').description('refuse what a node offers')).action(
    (request: string, options) =>
      act(async context =>
        (await import('../commands/nodes-resolve.ts')).rejectNode(context, request, options),
      ),
  )

  withGateway(nodes.command('invoke <node> <command>').description('ask a node to do something'))
    .option('--params <json>', 'what the command is given', '{}')
    .action((node: string, command: string, options) =>
      act(async context =>
        (await import('../commands/nodes-invoke.ts')).invokeNode(context, node, command, options),
      ),
    )
}
