// agent, agent.wait: a message for callers that want its outcome and not the stream.
import { validateAgentParams, validateAgentWaitParams } from '@openclaw/gateway-protocol'
import { followRun } from '../../conversations/follow-run.ts'
import { mainKey } from '../../conversations/conversation-key.ts'
import type { RunOutcome } from '../../conversations/run.ts'
import type { ClientSession } from '../client-session.ts'
import { longestTimerMs } from '../limits.ts'
import { method, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { allows } from '../scopes.ts'
import { sayable } from './chat.ts'
import { whichSession } from './which-session.ts'

const defaultWaitMs = 30_000

export function agentMethods({ conversations, store }: Rooms): Methods {
  /** How the run ends; undefined when it is not under way, or `signal` is aborted before. */
  async function outcomeOf(runId: string, signal?: AbortSignal): Promise<RunOutcome | undefined> {
    for await (const event of followRun(conversations, runId, signal)) {
      if (event.type === 'ended') return event.outcome
    }
    return undefined
  }

  async function answerAgain(
    session: ClientSession,
    requestId: string,
    runId: string,
    ending: Promise<RunOutcome | undefined>,
  ) {
    const outcome = await ending
    const done = outcome ? finished(outcome) : { status: endedAs(runId), summary: 'already answered' }
    session.answerAgain(requestId, { runId, ...done })
  }

  return {
    // Answers twice under one id: "accepted" at once, and the outcome when it is there.
    agent: method('operator.write', validateAgentParams, (params, { session, requestId }) => {
      const conversation = whichSession(params.sessionKey ?? mainKey, params.agentId)
      const accepted = conversations.accept({
        conversation,
        text: sayable(params.message),
        idempotencyKey: params.idempotencyKey,
        thinking: params.thinking,
        mayApprove: allows(session.admission.scopes, 'operator.approvals'),
        ...(params.timeout ? { timeoutMs: Math.min(params.timeout * 1000, longestTimerMs) } : {}),
      })
      const { runId } = accepted
      // Never before the first answer, even if the run is long over.
      const outcome = outcomeOf(runId)
      setImmediate(() => void answerAgain(session, requestId, runId, outcome))
      return { runId, sessionKey: conversation, status: 'accepted', acceptedAt: Date.now() }
    }),

    'agent.wait': method('operator.write', validateAgentWaitParams, async params => {
      const { runId, timeoutMs = defaultWaitMs } = params
      const outcome = await outcomeOf(runId, AbortSignal.timeout(Math.min(timeoutMs, longestTimerMs)))
      if (!outcome && conversations.isOpen(runId)) return { runId, status: 'timeout' }
      if (outcome?.kind === 'error') return { runId, status: 'error', error: outcome.error.message }
      return { runId, status: outcome?.kind === 'aborted' ? 'error' : endedAs(runId), endedAt: Date.now() }
    }),
  }

  function endedAs(runId: string): 'ok' | 'error' | 'timeout' {
    const state = store.run(runId)?.state
    if (state === undefined) return 'timeout'
    return state === 'ok' ? 'ok' : 'error'
  }
}

function finished(outcome: RunOutcome): object {
  const meta = { agentMeta: { provider: outcome.provider, model: outcome.model, usage: outcome.totalUsage } }
  // What was said between two uses of tools is a payload of its own.
  const payloads = [...outcome.before, ...outcome.content].flatMap(block =>
    block.type === 'text' && block.text.trim() !== '' ? [{ text: block.text, mediaUrl: null }] : [],
  )
  const result = { payloads, meta }
  switch (outcome.kind) {
    case 'final':
      return { status: 'ok', summary: 'completed', result }
    case 'aborted':
      return { status: 'error', summary: 'aborted', result }
    case 'error':
      return { status: 'error', summary: outcome.error.message, result }
  }
}
