// The command line as a whole. A family of commands registers itself; what a command does is in commands/, loaded when
// it is called: start-up stays short.
import { Command } from 'commander'
import type { CliContext, GlobalOptions } from './context.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { addApprovals } from './families/approvals.ts'
import { addConfig } from './families/config.ts'
import type { Act } from './families/command-options.ts'
import { addConnecting } from './families/connecting.ts'
import { addDevices } from './families/devices.ts'
import { addGateway } from './families/gateway.ts'
import { addNode } from './families/node.ts'
import { addNodes } from './families/nodes.ts'
import { addOverview } from './families/overview.ts'
import { addChannelPairing, addChannels, addSessions } from './families/sessions.ts'

export type ProgramParts = {
  readonly version: string
  readonly openContext: (options: GlobalOptions) => CliContext
  /** Told how the command ended. */
  readonly done: (code: ExitCode) => void
}

export function buildProgram({ version, openContext, done }: ProgramParts): Command {
  const program = new Command('gangway')
    .description('Reach an OpenClaw gateway, on this computer, over SSH, or at an address.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .option('--json', 'print JSON, errors included')
    .option('--profile <name>', 'a separate set of settings, secrets and logs')
    .option('--state-dir <dir>', 'keep them there')
    .option('--ssh-config <file>', 'read this instead of ~/.ssh/config')
    .option('--verbose', 'write more into the log')

  const act: Act = async run => {
    const code = await run(openContext(program.opts<GlobalOptions>()))
    done(code ?? exitCodes.ok)
  }

  addConnecting(program, act)
  addOverview(program, act)
  addGateway(program, act)
  addDevices(program, act)
  addNodes(program, act)
  addApprovals(program, act)
  addNode(program, act)
  addSessions(program, act)
  addChannels(program, act)
  addChannelPairing(program, act)
  addConfig(program, act)
  return program
}
