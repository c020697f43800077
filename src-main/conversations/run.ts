// One answer of the agent: drives it, gathers what it says and tells of it at a bearable pace. Knows no store.
import { errorReport, toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type { Agent, Turn, Usage } from '../agent/agent.ts'
import type { ContentBlock, TranscriptRow } from './messages.ts'

/** Why a run was ended before its agent was done. `shutdown` is no end: the run is taken up again at the next start. */
export type AbortReason = 'rpc' | 'stop' | 'reset' | 'deleted' | 'interrupt' | 'shutdown'

type Answer = {
  readonly content: readonly ContentBlock[]
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly usage?: Usage | undefined
}

export type RunOutcome =
  | (Answer & { readonly kind: 'final'; readonly stopReason: string })
  | (Answer & { readonly kind: 'aborted'; readonly reason: AbortReason })
  | (Answer & { readonly kind: 'error'; readonly error: ErrorReport })

/** What happens in a run, in order. `text` is always the whole text so far; `seq` counts from 1 and may skip. */
export type RunEvent = { readonly runId: string; readonly seq: number; readonly at: number } & (
  | { readonly type: 'started'; readonly provider: string; readonly model: string }
  | { readonly type: 'delta'; readonly text: string; readonly added: string }
  | { readonly type: 'thinking'; readonly text: string; readonly added: string }
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

/** Begins the answer. `tell` is called with what happens, except for the end: that is told once it is committed. */
export function startRun(agent: Agent, turn: Turn, pace: RunPace, tell: (news: RunNews) => void): Run {
  const aborter = new AbortController()
  const said = { text: '', thinking: '' }
  const told = { text: '', thinking: '' }
  let provider: string | undefined
  let model: string | undefined
  let timer: NodeJS.Timeout | undefined
  let lastTellingAt = Number.NEGATIVE_INFINITY

  function tellNow() {
    clearTimeout(timer)
    timer = undefined
    lastTellingAt = performance.now()
    if (said.thinking.length > told.thinking.length) {
      tell({ type: 'thinking', text: said.thinking, added: said.thinking.slice(told.thinking.length) })
      told.thinking = said.thinking
    }
    if (said.text.length > told.text.length) {
      tell({ type: 'delta', text: said.text, added: said.text.slice(told.text.length) })
      told.text = said.text
    }
  }

  function tellSoon() {
    if (timer) return
    const waitMs = lastTellingAt + pace.deltaIntervalMs - performance.now()
    if (waitMs <= 0) tellNow()
    else timer = setTimeout(tellNow, waitMs)
  }

  function answer(): Answer {
    const content: ContentBlock[] = []
    if (said.thinking !== '') content.push({ type: 'thinking', thinking: said.thinking })
    if (said.text !== '') content.push({ type: 'text', text: said.text })
    return { content, provider, model }
  }

  async function converse(): Promise<RunOutcome> {
    let stopReason = 'stop'
    let usage: Usage | undefined
    for await (const event of agent.answer(turn, aborter.signal)) {
      if (aborter.signal.aborted) break
      switch (event.type) {
        case 'started':
          ;({ provider, model } = event)
          tell(event)
          break
        case 'text':
          said.text += event.text
          tellSoon()
          break
        case 'thinking':
          said.thinking += event.text
          tellSoon()
          break
        case 'reply':
          // Told with the end: a whole answer needs no delta.
          said.text = told.text = event.text
          break
        case 'finished':
          ;({ stopReason, usage } = event)
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
    if (result.kind === 'aborted' && result.reason === 'shutdown') clearTimeout(timer)
    else tellNow()
    return result
  })

  function failed(error: unknown): RunOutcome {
    return { kind: 'error', ...answer(), error: toErrorReport(error) }
  }

  return {
    startedAt: Date.now(),
    text: () => said.text,
    abort: reason => aborter.abort(reason),
    outcome,
  }
}

function timeoutReport(timeoutMs: number): ErrorReport {
  return errorReport('MODEL_TIMEOUT', { timeoutMs })
}
