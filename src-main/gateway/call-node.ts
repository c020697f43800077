// What an agent has done on a node. A command line takes what the rules say: nothing, the node's own list, or a person's yes.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { commandLine } from '../../src-shared/command-line.ts'
import type { NodeCall, OnBehalf, Reply } from '../agent/tools/tool-host.ts'
import { agentOf } from '../conversations/conversation-key.ts'
import type { ApprovalRequest, Approvals, Decision } from './approvals.ts'
import type { ExecJudge } from './exec-judge.ts'
import { isRequestError } from './method-table.ts'
import type { NodeRegistry } from './nodes/node-registry.ts'
import { systemRunParams } from './nodes/system-run.ts'

type Parts = {
  readonly nodes: NodeRegistry
  readonly approvals: Approvals
  readonly judge: ExecJudge
  /** Undefined when nobody can be asked. */
  readonly ask: (
    request: ApprovalRequest,
    signal: AbortSignal,
  ) => Promise<{ readonly id: string; readonly decision: Decision | null } | undefined>
}

/** How long a node may take for asking people by itself, beyond the time of the command. */
const nodeQuestionMs = 10 * 60_000
const prepareMs = 10_000
const refused = 'Commands may not be run there (tools.exec.mode).'
const Prepared = z.looseObject({ execPolicy: z.looseObject({ security: z.enum(['deny', 'allowlist']) }) })

/** What people are shown of where something comes from. */
export function originOf({ conversation, runId, callId }: OnBehalf) {
  return { agentId: agentOf(conversation), sessionKey: conversation, runId, toolCallId: callId }
}

export function createNodeCaller({ nodes, approvals, judge, ask }: Parts) {
  async function call(asked: NodeCall, signal: AbortSignal): Promise<Reply<{ payload: unknown }>> {
    const { nodeId, command, callId, runId } = asked
    if (command.startsWith('system.execApprovals.')) return no('That is decided at the node itself.')
    // Nobody is asked about what could not be done anyway.
    const obstacle = nodes.obstacle(nodeId, command)
    if (obstacle !== undefined) return no(obstacle)
    let { params, timeoutMs } = asked
    if (command === 'system.run') {
      const allowed = await allowedRun(asked, signal)
      if (!allowed.ok) return allowed
      const { agentId, sessionKey } = originOf(asked)
      // For nodes, which keep rules for each assistant and show people what a command belongs to.
      params = { timeoutMs, agentId, sessionKey, ...allowed.params }
      // The node may have to ask people itself, and ends the program a little before its caller gives up.
      timeoutMs += nodeQuestionMs
    }
    const result = await nodes.call({
      nodeId,
      command,
      paramsJSON: toText(params),
      timeoutMs,
      idempotencyKey: `${runId}:${callId}`,
      origin: originOf(asked),
      signal,
    })
    return result.ok ? { ok: true, payload: result.payload } : no(result.message)
  }

  async function allowedRun(asked: NodeCall, signal: AbortSignal): Promise<Reply<{ params: object }>> {
    const { command: argv, cwd } = (asked.params ?? {}) as { command?: unknown; cwd?: unknown }
    if (!isArgv(argv)) return no('system.run needs command: a list of the program and its arguments.')
    const place = { agentId: agentOf(asked.conversation), nodeId: asked.nodeId }
    const unasked = { ok: true, params: { ...(asked.params as object), approved: undefined } } as const
    switch (judge.onNode(place)) {
      case 'allowed':
        return unasked
      case 'denied':
        return no(refused)
      case 'listed':
        return (await keepsList(asked, signal)) ? unasked : no(refused)
      case 'ask':
    }
    const request = {
      ...originOf(asked),
      ...(typeof cwd === 'string' ? { cwd } : {}),
      command: commandLine(argv),
      commandArgv: argv,
      host: 'node',
      nodeId: asked.nodeId,
    }
    const answer = await ask({ ...request, unavailableDecisions: ['allow-always'] }, signal)
    if (!answer?.decision) return no('Nobody answered whether this may run.')
    if (answer.decision === 'deny') return no('The person said no.')
    // The rules may have become stricter while it waited.
    const now = judge.onNode(place)
    if (now === 'denied' || now === 'listed') return no(refused)
    try {
      const given = { ...(asked.params as object), approved: true, runId: answer.id }
      return { ok: true, params: systemRunParams(given, asked.nodeId, approvals) }
    } catch (error) {
      if (isRequestError(error)) return no(error.shape.message)
      throw error
    }
  }

  /** Whether the node says that it runs nothing beside what it has listed. One that does not say may run anything. */
  async function keepsList(
    { nodeId, params, conversation }: NodeCall,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { command, cwd } = params as { command: unknown; cwd?: unknown }
    const result = await nodes.call({
      nodeId,
      command: 'system.run.prepare',
      paramsJSON: toText({ command, cwd, agentId: agentOf(conversation), sessionKey: conversation }),
      timeoutMs: prepareMs,
      idempotencyKey: randomUUID(),
      signal,
    })
    return result.ok && Prepared.safeParse(result.payload).success
  }

  return call
}

function isArgv(command: unknown): command is string[] {
  return Array.isArray(command) && command.length > 0 && command.every(part => typeof part === 'string')
}

function toText(params: unknown): string | undefined {
  return params === undefined ? undefined : JSON.stringify(params)
}

function no(why: string) {
  return { ok: false as const, why }
}
