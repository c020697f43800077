// nodes: what the person's other devices can do, and doing it.
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import type { NodeFacts, ToolHost } from './tool-host.ts'
import { putWholeFile } from './workspace-file.ts'
import type { Workspace } from './workspace.ts'

const maxTimeoutSeconds = 300
const longestValue = 2_000

export function nodesTool({ nodes }: Pick<ToolHost, 'nodes'>, workspace: Workspace) {
  return defineTool({
    name: 'nodes',
    description:
      'The person’s other devices that lend this gateway their commands (camera, location, notifications and the like). action "list" shows them, "describe" one of them with its commands, "invoke" runs one of those commands.',
    input: z.object({
      action: z.enum(['list', 'describe', 'invoke']),
      node: z
        .string()
        .max(300)
        .optional()
        .describe('Id, the beginning of it, or name. Needed unless there is only one.'),
      command: z.string().max(200).optional().describe('For invoke: for example system.notify.'),
      params: z.record(z.string(), z.unknown()).optional().describe('For invoke: what the command takes.'),
      timeoutSeconds: z.number().positive().max(maxTimeoutSeconds).optional(),
    }),
    title: ({ action, node, command }) =>
      action === 'invoke'
        ? `${command ?? 'A command'} on ${node ?? 'a node'}`
        : `Nodes: ${action} ${node ?? ''}`,
    async run({ action, node, command, params, timeoutSeconds = 30 }, use) {
      const all = nodes.list()
      if (action === 'list') {
        return { text: all.length === 0 ? 'There are no nodes.' : all.map(line).join('\n') }
      }
      const found = pick(all, node)
      if (typeof found === 'string') return failure(found)
      if (action === 'describe') {
        return { text: `${line(found)}\nCommands: ${found.commands.join(', ') || 'none approved'}` }
      }
      if (!command) return failure('invoke needs a command.')
      const { signal, ...onBehalf } = use
      const call = { ...onBehalf, nodeId: found.id, command, params, timeoutMs: timeoutSeconds * 1_000 }
      const reply = await nodes.call(call, signal)
      if (!reply.ok) return failure(reply.why)
      const picture = Picture.safeParse(reply.payload).data
      return { text: picture ? await keepPicture(workspace, picture, use.callId) : readable(reply.payload) }
    },
  })
}

/** What `screen.snapshot` and cameras answer. */
const Picture = z.looseObject({ format: z.enum(['png', 'jpg', 'jpeg']), base64: z.base64().min(1) })

/** A model cannot see base64, and may want to send the picture on: it is put into the workspace. */
async function keepPicture(
  workspace: Workspace,
  { format, base64, ...facts }: z.infer<typeof Picture>,
  callId: string,
): Promise<string> {
  const bytes = Buffer.from(base64, 'base64')
  const name = `received/${callId.replaceAll(/[^\w-]/g, '_').slice(0, 80)}.${format}`
  const path = await putWholeFile(workspace, name, bytes)
  return readable({ savedAs: path, bytes: bytes.length, format, ...facts })
}

function line({ id, name, platform, isConnected, commands }: NodeFacts): string {
  const state = isConnected ? `connected, ${commands.length} commands` : 'not connected'
  return `${name} (${platform ?? 'unknown platform'}, ${state}) id ${id.slice(0, 12)}`
}

function pick(all: readonly NodeFacts[], wanted: string | undefined): NodeFacts | string {
  const name = wanted?.trim().toLowerCase()
  const matching = all.filter(
    node => !name || node.id.toLowerCase().startsWith(name) || node.name.toLowerCase() === name,
  )
  const connected = matching.filter(node => node.isConnected)
  const [only] = connected.length > 0 ? connected : matching
  if (!only) return wanted ? `There is no node ${wanted}.` : 'There are no nodes.'
  return connected.length > 1 || (connected.length === 0 && matching.length > 1)
    ? `Several nodes fit: ${matching.map(line).join('; ')}. Name one by its id.`
    : only
}

/** Pictures and the like come as base64, of which a model could only read the letters. */
function readable(payload: unknown): string {
  if (payload === null || payload === undefined) return 'Done.'
  return JSON.stringify(
    payload,
    (_, value: unknown) =>
      typeof value === 'string' && value.length > longestValue && /^[A-Za-z0-9+/=_-]+$/.test(value)
        ? `(${Math.floor((value.length * 3) / 4)} bytes of data, not shown)`
        : value,
    1,
  )
}
