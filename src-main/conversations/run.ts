// One answer of the agent: drives it, gathers what it says and tells of it at a bearable pace. Knows no store.
import { errorReport, toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type { Agent, Turn, Usage } from '../agent/agent.ts'
import { wordsOf, type ContentBlock, type ToolAnswer, type ToolCall } from '../agent/content.ts'
import { createSayings } from './sayings.ts'
import type { Message, TranscriptRow } from './messages.ts'

/** Why a run was ended before its agent was done. `shutdown` is no end: the run is taken up again at the next start. */
export type AbortReason = 'rpc' | 'stop' | 'reset' | 'deleted' | 'interrupt' | 'shutdown'

type Answer = {
  /** What is not committed yet: the last thing that was said. */
  readonly content: readonly ContentBlock[]
  /** What was said before that in this run, and is committed. */
  readonly before: readonly ContentBlock[]
  readonly provider?: string | undefined
  readonly model?: string | undefined
  /** What `content` cost. */
  readonly usage?: Usage | undefined
  /** What the run cost in all. */
  readonly totalUsage?: Usage | undefined
}

export type RunOutcome =
  | (Answer & { readonly kind: 'final'; readonly stopReason: string })
  | (Answer & { readonly kind: 'aborted'; readonly reason: AbortReason })
  | (Answer & { readonly kind: 'error'; readonly error: ErrorReport })

/** What happens in a run, in order. `text` is always the whole text so far; `seq` counts from 1 and may skip. */
export type RunEvent = { readonly runId: string; readonly seq: number; readonly at: number } & (
  | { readonly type: 'preparing'; readonly step: 'compaction'; readonly phase: 'start' | 'end' }
  | { readonly type: 'started'; readonly provider: string; readonly model: string }
  | { readonly type: 'delta'; readonly text: string; readonly added: string }
  | { readonly type: 'thinking'; readonly text: string; readonly added: string }
  | { readonly type: 'tool-started'; readonly call: ToolCall; readonly title: string }
  | { readonly type: 'tool-ended'; readonly answer: ToolAnswer; readonly title: string }
  | { readonly type: 'fell-back'; readonly from: string; readonly to: string; readonly error: ErrorReport }
  | {
      readonly type: 'ended'
      readonly outcome: RunOutcome
      /** The committed answer; absent when there was nothing to keep. */
      readonly row?: TranscriptRow | undefined
    }
)

export type RunNews = RunEvent extends infer E
  ? E extends unknown
    ? Omit<E, 'runId' | 'seq' | 'at'>
    : never
  : never

export type Run = {
  readonly startedAt: number
  /** Everything said so far, whether or not it has been told. */
  text(): string
  abort(reason: AbortReason): void
  /** Settles when the agent is done with, whichever way; never rejects. */
  readonly outcome: Promise<RunOutcome>
}

export type RunPace = {
  /** Deltas come at most this often, in milliseconds. */
  readonly deltaIntervalMs: number
  readonly timeoutMs: number
}

/** Whom a run tells: of what happens, except for its end (that is told once it is committed), and of what to commit. */
export type RunListener = {
  readonly tell: (news: RunNews) => void
  readonly keep: (message: Message) => void
}

/** Begins the answer. `prepare` makes the turn; what it throws ends the run like what the agent throws. */
export function startRun(
  agent: Agent,
  prepare: (signal: AbortSignal) => Turn | Promise<Turn>,
  pace: RunPace,
  { tell, keep }: RunListener,
): Run {
  const aborter = new AbortController()
  const sayings = createSayings(pace.deltaIntervalMs, tell)
  let before: readonly ContentBlock[] = []
  let provider: string | undefined
  let model: string | undefined
  let totalUsage: Usage | undefined

  function answer(): Answer {
    return { content: sayings.content(), before, provider, model, totalUsage }
  }

  async function converse(): Promise<RunOutcome> {
    let stopReason = 'stop'
    let usage: Usage | undefined
    const prepared = prepare(aborter.signal)
    // Waiting for what is there already would let others go first.
    const turn = prepared instanceof Promise ? await prepared : prepared
    before = (turn.begun ?? []).flatMap(message => (message.role === 'assistant' ? message.content : []))
    sayings.resume(wordsOf(before))
    for await (const event of agent.answer(turn, aborter.signal)) {
      if (aborter.signal.aborted) break
      switch (event.type) {
        case 'started':
          ;({ provider, model } = event)
          tell(event)
          break
        case 'text':
        case 'thinking':
          sayings.add(event.type, event.text)
          break
        case 'reply':
          sayings.replyWith(event.text)
          break
        case 'step':
          sayings.endStep()
          keep({
            role: 'assistant',
            content: event.content,
            provider,
            model,
            usage: event.usage,
            stopReason: 'tool-calls',
          })
          before = [...before, ...event.content]
          totalUsage = addUsage(totalUsage, event.usage)
          break
        case 'tool-started':
        case 'fell-back':
          tell(event)
          break
        case 'tool-ended':
          keep({ role: 'tool', ...event.answer })
          tell(event)
          break
        case 'finished':
          ;({ stopReason, usage } = event)
          totalUsage = addUsage(totalUsage, usage)
          break
      }
    }
    return { kind: 'final', ...answer(), stopReason, usage }
  }

  const aborted = new Promise<RunOutcome>(resolve => {
    aborter.signal.addEventListener('abort', () => {
      const reason = aborter.signal.reason as AbortReason | ErrorReport
      resolve(
        typeof reason === 'string'
          ? { kind: 'aborted', ...answer(), reason }
          : { kind: 'error', ...answer(), error: reason },
      )
    })
  })
  const deadline = setTimeout(() => aborter.abort(timeoutReport(pace.timeoutMs)), pace.timeoutMs)
  // An agent that does not heed its signal must not hold up the conversation, so the abort is not waited for.
  const outcome = Promise.race([converse().catch(failed), aborted]).then(result => {
    clearTimeout(deadline)
    if (result.kind === 'aborted' && result.reason === 'shutdown') sayings.drop()
    else sayings.tellNow()
    return result
  })

  function failed(error: unknown): RunOutcome {
    return { kind: 'error', ...answer(), error: toErrorReport(error) }
  }

  return {
    startedAt: Date.now(),
    text: sayings.text,
    abort: reason => aborter.abort(reason),
    outcome,
  }
}

function addUsage(sum: Usage | undefined, more: Usage | undefined): Usage | undefined {
  if (!sum || !more) return more ?? sum
  return {
    inputTokens: add(sum.inputTokens, more.inputTokens),
    outputTokens: add(sum.outputTokens, more.outputTokens),
    totalTokens: add(sum.totalTokens, more.totalTokens),
  }
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}

function timeoutReport(timeoutMs: number): ErrorReport {
  return errorReport('MODEL_TIMEOUT', { timeoutMs })
}
