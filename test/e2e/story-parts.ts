// What the story needs around the app: Telegram's API, a model that has something done at home, the gateway behind a real
// sshd, and another machine that is its node: a process, a state directory and an SSH tunnel of its own.
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { startBotApiServer, type BotApiServer } from '../support/bot-api-server.ts'
import { runCli, startBuilt, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { lastUserText, startModelServer, type ModelServer } from '../support/model-server.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { modelConfig } from '../support/test-gateway.ts'
import { gatewayToken } from './remote-host.ts'

/** Says in a file when it begins and ends; while another file is there, it goes on. */
const script =
  'echo begun >> "$1"; while [ -e "$1.hold" ]; do sleep 0.05; done; echo ended >> "$1"; echo is on'

export type Story = {
  readonly telegram: BotApiServer
  readonly model: ModelServer
  readonly gatewayPort: number
  /** The app's way to the gateway's computer. */
  readonly sshd: Sshd
  /** The node's way there, which can be cut without the app's. */
  readonly nodeRoad: Sshd
  /** For an app whose host `home-desk` is known. */
  readonly sshConfig: string
  /** Kills the gateway with SIGKILL, and waits for its end. */
  readonly killGateway: () => Promise<void>
  /** Settles when it accepts connections; always on the same port. */
  readonly startGateway: () => Promise<void>
  readonly startNode: () => void
  /** What the node says of its approval while it is connected, and of its connection otherwise. */
  readonly nodeSays: () => string | undefined
  /** Approves what the node offers, with our command on the gateway's computer. */
  readonly approveNode: () => Promise<void>
  /** What the script that looks after `thing` has written: `begun` and `ended` for each time it ran. */
  readonly ran: (thing: string) => Promise<string[]>
  /** From now on that script goes on until it is let go. */
  readonly hold: (thing: string) => Promise<void>
  readonly letGo: (thing: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts all but the node; the caller closes it. */
export async function startStory(): Promise<Story> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of closers.splice(0).toReversed()) await end()
  }
  try {
    const dir = await makeTempDir('story')
    closers.push(dir.remove)
    const file = (name: string) => path.join(dir.path, name)
    const telegram = await startBotApiServer()
    closers.push(() => telegram.close())
    const model = await startModelServer()
    closers.push(() => model.close())
    model.fallback(body => haveItDone(body, file))
    const sshd = await startSshd()
    closers.push(sshd.stop)
    const nodeRoad = await startSshd()
    closers.push(nodeRoad.stop)

    const gatewayPort = await freePort()
    const sshConfig = file('ssh_config')
    const tokenFile = file('token')
    await writeFile(tokenFile, `${gatewayToken}\n`, { mode: 0o600 })
    await writeFile(
      file('gangway.json5'),
      JSON.stringify(modelConfig(model.baseUrl, { channels: telegram.config() })),
    )
    await writeFile(file('known_hosts'), `${sshd.hostKeyLine()}\n${nodeRoad.hostKeyLine()}\n`)
    const known = [`UserKnownHostsFile ${file('known_hosts')}`]
    await writeFile(sshConfig, sshd.configText('home-desk', known))
    await writeFile(file('ssh_config_of_the_node'), nodeRoad.configText('gateway-host', known))

    let gateway: RunningProgram | undefined
    let node: RunningProgram | undefined
    let said: NodeSays | undefined
    closers.push(
      async () => node?.stop(),
      async () => gateway?.stop(),
    )

    const startGateway = async () => {
      const where = [
        '--port',
        String(gatewayPort),
        '--state-dir',
        file('gateway'),
        '--config',
        file('gangway.json5'),
      ]
      const access = ['--auth', 'token', '--token-file', tokenFile]
      gateway = startBuilt('cli', ['gateway', 'run', '--json', ...where, ...access])
      await gateway.waitForLine(line => line.includes('"ready":true'))
    }
    await startGateway()

    return {
      telegram,
      model,
      gatewayPort,
      sshd,
      nodeRoad,
      sshConfig,
      startGateway,
      killGateway: async () => void (await gateway?.stop('SIGKILL')),
      startNode: () => {
        const where = ['--host', 'gateway-host', '--gateway-port', String(gatewayPort)]
        const own = ['--ssh-config', file('ssh_config_of_the_node'), '--state-dir', file('node')]
        node = startBuilt('cli', ['node', 'run', '--json', ...where, ...own, '--token-file', tokenFile])
        createInterface({ input: node.child.stdout }).on('line', line => {
          said = (JSON.parse(line) as { node?: NodeSays }).node ?? said
        })
      },
      nodeSays: () => (said?.phase === 'online' ? said.approval : said?.phase),
      approveNode: async () => {
        const where = ['--url', `ws://127.0.0.1:${gatewayPort}`, '--token-file', tokenFile, '--json']
        const own = ['--state-dir', file('command')]
        const { pending } = JSON.parse(
          (await runCli(['nodes', 'pending', ...where, ...own])).stdout,
        ) as Pending
        const requestId = pending[0]?.requestId ?? ''
        const { code, stderr } = await runCli(['nodes', 'approve', requestId, ...where, ...own])
        if (code !== 0) throw new Error(`The node was not approved: ${stderr}`)
      },
      ran: async thing => (await readFile(file(thing), 'utf8').catch(() => '')).split('\n').filter(Boolean),
      hold: thing => writeFile(file(`${thing}.hold`), ''),
      letGo: thing => rm(file(`${thing}.hold`)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

type Pending = { readonly pending: readonly { readonly requestId: string }[] }

type NodeSays = { readonly phase: string; readonly approval: string }

/** Whoever asks after something has its script run on the node, and is told what came of it. */
function haveItDone(body: Parameters<typeof lastUserText>[0], file: (name: string) => string) {
  const thing = /the (\w+)\?/.exec(lastUserText(body))?.[1] ?? 'nothing'
  const last = body.messages?.at(-1)
  if (last?.role === 'tool')
    return { kind: 'tokens', pieces: [wordsFor(thing, String(last.content))] } as const
  const command = ['/bin/sh', '-c', script, 'sh', file(thing)]
  const call = { action: 'invoke', command: 'system.run', params: { command }, timeoutSeconds: 120 }
  return { kind: 'tool-call', id: `ask the ${thing}`, name: 'nodes', arguments: call } as const
}

function wordsFor(thing: string, result: string): string {
  return result.includes('"stdout": "is on\\n"')
    ? `The ${thing} is on.`
    : `The ${thing} does not answer: ${result}`
}
