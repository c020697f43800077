// `gangway approvals get`, `set` and `rule`: what the gateway lets agents run, and the exec approvals it is read from.
import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import JSON5 from 'json5'
import { appError } from '../../../src-shared/errors.ts'
import {
  rulePatch,
  writtenRules,
  type WrittenMode,
  type WrittenRules,
} from '../../../src-shared/exec-rules-config.ts'
import type { ExecMode } from '../../../src-shared/exec-rules.ts'
import type { CliContext } from '../context.ts'
import { find, listNodes, nameOf, type Node } from '../pairing-lists.ts'
import { reachGateway, toAdminister, type GatewayOptions } from '../reach-gateway.ts'
import { table } from '../table.ts'
import type { ToolConnection } from '../tool-connection.ts'

type NodeOption = { readonly node?: string | undefined }
type Snapshot = {
  readonly path?: string
  readonly exists?: boolean
  readonly hash?: string
  readonly file?: unknown
}
type Config = { readonly hash?: string | undefined; readonly parsed?: unknown }

export async function showRules(context: CliContext, options: GatewayOptions & NodeOption): Promise<void> {
  await reachGateway(context, options, toAdminister, async gateway => {
    const nodes = await listNodes(gateway)
    const nodeId = options.node === undefined ? undefined : idOf(options.node, nodes)
    const snapshot = await read(gateway, nodeId)
    const { parsed } = await gateway.request<Config>('config.get', {})
    const rules = writtenRules(parsed)
    context.output.result({ ok: true, nodeId, ...snapshot, rules: plain(rules) }, [
      ...table(['RULE FOR', 'MODE'], rows(rules, nodes)),
      '',
      ...(snapshot.exists
        ? [`${snapshot.path}:`, ...JSON.stringify(snapshot.file, null, 2).split('\n')]
        : [`There is no ${snapshot.path}.`]),
    ])
  })
}

export async function setApprovals(
  context: CliContext,
  options: GatewayOptions & NodeOption & { readonly file?: string | undefined },
): Promise<void> {
  const file = await readPolicy(options.file)
  await reachGateway(context, options, toAdminister, async gateway => {
    const nodeId = options.node === undefined ? undefined : idOf(options.node, await listNodes(gateway))
    const { exists, hash } = await read(gateway, nodeId)
    const params = { file, ...(exists ? { baseHash: hash } : {}) }
    const after = await (nodeId === undefined
      ? gateway.request<Snapshot>('exec.approvals.set', params)
      : gateway.request<Snapshot>('exec.approvals.node.set', { nodeId, ...params }))
    context.output.result({ ok: true, nodeId, ...after }, [`Written: ${after.path}`])
  })
}

export async function setRule(
  context: CliContext,
  mode: ExecMode | 'unset',
  options: GatewayOptions & NodeOption & { readonly agent?: string | undefined },
): Promise<void> {
  await reachGateway(context, options, toAdminister, async gateway => {
    const nodes = await listNodes(gateway)
    const nodeId = options.node === undefined ? undefined : idOf(options.node, nodes)
    const place = { agentId: options.agent, nodeId }
    const { hash } = await gateway.request<Config>('config.get', {})
    const raw = JSON.stringify(rulePatch(place, mode === 'unset' ? undefined : mode))
    const { config } = await gateway.request<{ config?: unknown }>('config.patch', { raw, baseHash: hash })
    const rules = writtenRules(config)
    context.output.result({ ok: true, rules: plain(rules) }, table(['RULE FOR', 'MODE'], rows(rules, nodes)))
  })
}

function read(gateway: ToolConnection, nodeId: string | undefined): Promise<Snapshot> {
  return nodeId === undefined
    ? gateway.request<Snapshot>('exec.approvals.get', {})
    : gateway.request<Snapshot>('exec.approvals.node.get', { nodeId })
}

function idOf(given: string, nodes: readonly Node[]): string {
  return find('The node', given, nodes, one => one.nodeId, nameOf).nodeId
}

async function readPolicy(file: string | undefined): Promise<unknown> {
  const what = file ?? 'standard input'
  try {
    return JSON5.parse(file === undefined ? await textOf(process.stdin) : await readFile(file, 'utf8'))
  } catch (error) {
    throw appError(
      'INVALID_INPUT',
      { what, why: error instanceof Error ? error.message : 'it cannot be read' },
      error,
    )
  }
}

function rows({ all, agents, nodes }: WrittenRules, known: readonly Node[]): (readonly string[])[] {
  const named = (id: string) => {
    const node = known.find(({ nodeId }) => nodeId === id)
    return node ? `${nameOf(node)} (${id.slice(0, 12)})` : id.slice(0, 12)
  }
  return [
    ['everyone', worded(all)],
    ...[...agents].map(([id, mode]) => [`agent ${id}`, worded(mode)] as const),
    ...[...nodes].map(([id, mode]) => [`node ${named(id)}`, worded(mode)] as const),
  ]
}

function worded(mode: WrittenMode): string {
  return mode === undefined ? '-' : mode === 'other' ? 'security and ask' : mode
}

function plain({ all, agents, nodes }: WrittenRules) {
  return { all, agents: Object.fromEntries(agents), nodes: Object.fromEntries(nodes) }
}
