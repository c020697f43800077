// What the tools of models reach of this gateway: its nodes, conversations and channels, and the people who approve.
import { randomUUID } from 'node:crypto'
import { isAppError } from '../../src-shared/errors.ts'
import { commandLine } from '../../src-shared/command-line.ts'
import type { CommandRequest, Decision, OnBehalf, Reply, ToolHost } from '../agent/tools/tool-host.ts'
import type { ChannelRegistry } from '../channels/channel-registry.ts'
import { agentOf, fullKey } from '../conversations/conversation-key.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { followRun } from '../conversations/follow-run.ts'
import { textOf } from '../conversations/messages.ts'
import type { TranscriptStore } from '../conversations/transcript-store.ts'
import { wordsOf } from '../agent/content.ts'
import type { ApprovalRequest, Approvals, Fate } from './approvals.ts'
import { createNodeCaller, originOf } from './call-node.ts'
import type { ExecAllowlist } from './exec-allowlist.ts'
import type { ExecJudge } from './exec-judge.ts'
import type { NodeRegistry } from './nodes/node-registry.ts'

type Parts = {
  readonly nodes: NodeRegistry
  readonly channels: ChannelRegistry
  readonly approvals: Approvals
  readonly allowlist: ExecAllowlist
  readonly store: TranscriptStore
  readonly judge: ExecJudge
  /** Conversations need the tools before they can be there themselves. */
  readonly conversations: () => Conversations
}

/** How long a command waits for its yes. */
const approvalTimeoutMs = 30 * 60_000
/** Nobody is flooded by a model that goes round in circles. */
const maxMessagesPerRun = 10
const maxRunsRemembered = 200

export function toolHost(parts: Parts): ToolHost {
  const { nodes, channels, approvals, allowlist, store, judge } = parts

  const sentBy = new Map<string, number>()

  function maySendMore(runId: string): boolean {
    const sent = sentBy.get(runId) ?? 0
    if (sent >= maxMessagesPerRun) return false
    sentBy.delete(runId)
    sentBy.set(runId, sent + 1)
    const [oldest] = sentBy.keys()
    if (sentBy.size > maxRunsRemembered && oldest !== undefined) sentBy.delete(oldest)
    return true
  }

  /** Undefined when nobody can be asked: too much waits already, or the run was given up. */
  async function ask(request: ApprovalRequest, signal: AbortSignal) {
    const approval = approvals.request(request, { timeoutMs: approvalTimeoutMs })
    if (!approval) return undefined
    const giveUp = () => approvals.withdraw(approval.id, 'the answer was stopped')
    signal.addEventListener('abort', giveUp)
    const decision = (await approvals.decision(approval.id)) ?? null
    signal.removeEventListener('abort', giveUp)
    return { id: approval.id, decision }
  }

  async function decide(request: CommandRequest, signal: AbortSignal): Promise<Decision> {
    const { argv, cwd, resolvedPath, conversation } = request
    const run = { agentId: agentOf(conversation), argv, resolvedPath }
    const verdict = await judge.atGateway(run)
    if (verdict !== 'ask') return verdict === 'allowed' ? 'allowed' : 'not-asked'
    const answer = await ask(
      {
        ...originOf(request),
        command: commandLine(argv),
        commandArgv: argv,
        cwd,
        resolvedPath,
        host: 'gateway',
      },
      signal,
    )
    if (!answer?.decision) return 'expired'
    if (answer.decision === 'deny') return 'denied'
    // The rules may have become stricter while it waited.
    if ((await judge.atGateway(run)) === 'denied') return 'not-asked'
    if (answer.decision === 'allow-always') allowlist.add(resolvedPath, argv.slice(1))
    // From here on it may have run.
    return approvals.use(answer.id) ? 'allowed' : 'expired'
  }

  /** What is known of a call that the gateway's end cut off. */
  function lostCall(runId: string, callId: string): string | undefined {
    const fate = approvals.fateOf(runId, callId)
    return fate && lostCalls[fate]
  }

  return {
    commands: { decide, lostCall },
    nodes: {
      list: () =>
        nodes.list().map(({ nodeId, displayName, platform, connected, commands }) => ({
          id: nodeId,
          name: displayName ?? nodeId.slice(0, 12),
          platform,
          isConnected: connected,
          commands,
        })),
      call: createNodeCaller({ nodes, approvals, judge, ask }),
    },
    channels: {
      list: () => channels.list().map(({ id, label }) => ({ id, label })),
      async send({ channel: wanted, to, text, file, runId }) {
        const all = channels.list()
        const channel = wanted ? channels.find(wanted) : all.length === 1 ? all[0] : undefined
        if (!channel)
          return no(
            `There is no channel ${wanted ?? 'named'}. There are: ${all.map(({ id }) => id).join(', ')}.`,
          )
        const whom = to ?? channel.addressOf?.(runId)
        if (whom === undefined)
          return no(`Nobody on ${channel.label} waits for this answer: say whom to reach.`)
        if (!maySendMore(runId)) return no(`One answer may send ${maxMessagesPerRun} messages, and has.`)
        try {
          return { ok: true, ...(await channel.send({ to: whom, text, ...(file ? { file } : {}) })) }
        } catch (error) {
          if (isAppError(error)) return no(error.message)
          throw error
        }
      },
    },
    sessions: {
      list: ({ search, limit }) =>
        store.list({ search, limit, offset: 0 }).conversations.map(({ key, label, title, updatedAt }) => ({
          key,
          label,
          title,
          updatedAt,
          isBusy: parts.conversations().runIds(key).length > 0,
        })),
      history(key, limit) {
        const conversation = store.find(fullKey(key))
        if (!conversation) return undefined
        const { firstSeq, lastSeq } = conversation
        const rows = store.messages(conversation.key, Math.max(firstSeq, lastSeq - 4 * limit), lastSeq)
        return rows
          .flatMap(({ message, at }) =>
            (message.role === 'user' || message.role === 'assistant') && textOf(message) !== ''
              ? [{ role: message.role, text: textOf(message), at }]
              : [],
          )
          .slice(-limit)
      },
      send: say,
    },
  }

  async function say(
    { conversation, runId, to, text, waitMs }: OnBehalf & { to: string; text: string; waitMs: number },
    signal: AbortSignal,
  ): Promise<Reply<{ answer?: string | undefined }>> {
    const key = fullKey(to, agentOf(conversation))
    if (key === conversation) return no('That is this conversation itself.')
    if (!store.find(key)) return no(`There is no session ${to}.`)
    if (store.run(runId)?.options.fromAgent) {
      return no('This was itself said by another conversation; it cannot be passed on from here.')
    }
    const conversations = parts.conversations()
    const accepted = conversations.accept({
      conversation: key,
      text,
      idempotencyKey: randomUUID(),
      fromAgent: true,
    })
    if (waitMs <= 0) return { ok: true }
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs)])
    const answer = await Promise.race([answerOf(conversations, accepted.runId), aborted(deadline)])
    return { ok: true, answer: answer ?? 'No answer yet; it will come there.' }
  }
}

const lostCalls: Readonly<Record<Fate, string>> = {
  undecided: 'The gateway was restarted while this waited for a person’s yes. It has not run.',
  denied: 'The person said no. It has not run.',
  allowed:
    'A person allowed this, and the gateway was restarted before it began. It has not run; the permission is spent.',
  begun:
    'A person allowed this, and the gateway was restarted after it had begun. It is not run again; whether it took effect is not known.',
}

async function answerOf(conversations: Conversations, runId: string): Promise<string | undefined> {
  for await (const event of followRun(conversations, runId)) {
    if (event.type !== 'ended') continue
    const { outcome } = event
    const words = wordsOf([...outcome.before, ...outcome.content])
    return outcome.kind === 'error' ? `(It failed: ${outcome.error.message}) ${words}`.trim() : words
  }
  return undefined
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}

function no(why: string) {
  return { ok: false as const, why }
}
