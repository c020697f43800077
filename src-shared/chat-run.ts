// One run of the agent as it is heard: its text so far, its thinking and its tool calls, in the order they came.
import { english } from './i18n/english.ts'
import type { T } from './i18n/message-types.ts'
import { alike, readBlocks, readKeptMedia, readResult } from './chat-content.ts'
import type {
  ChatBlock,
  MediaBlock,
  Outcome,
  ThinkingBlock,
  ToolBlock,
  ToolStatus,
  UnsupportedBlock,
} from './chat-content.ts'
import { answerKey } from './chat-messages.ts'
import type { ChatMessage } from './chat-messages.ts'
import {
  asPlain,
  cutText,
  idOf,
  limits,
  numberOf,
  readable,
  recordOf,
  textOf,
  timeOf,
  valueOf,
} from './chat-untrusted.ts'
import type { Plain } from './chat-untrusted.ts'

/** What stands between stretches of text: `at` is how many characters of the run's text come before it. */
type Inset = {
  readonly at: number
  readonly block: ThinkingBlock | ToolBlock | MediaBlock | UnsupportedBlock
}

export type Run = {
  readonly runId: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: Outcome
  /** The last phase the gateway named before the first word, such as `starting_model`. */
  readonly phase?: string | undefined
  /** What the gateway said of a failure; empty when it did not say why. */
  readonly error?: string | undefined
  readonly text: string
  readonly insets: readonly Inset[]
  /** The highest sequence numbers taken in. `chat` and `agent` share one count with holes, so each kind has a mark. */
  readonly phaseSeq: number
  readonly deltaSeq: number
  readonly thinkingSeq: number
  /** Whether a stop was asked for and is not confirmed. */
  readonly stopping?: boolean | undefined
  /** The run as the screen shows it. */
  readonly message: ChatMessage
}

export function newRun(runId: string, startedAt: number): Run {
  return withMessage({
    runId,
    startedAt,
    outcome: 'running',
    text: '',
    insets: [],
    phaseSeq: -1,
    deltaSeq: -1,
    thinkingSeq: -1,
  })
}

/** The run with its message made anew; blocks that did not change stay the same objects. */
function withMessage(run: Omit<Run, 'message'>, before?: ChatMessage): Run {
  const blocks: ChatBlock[] = []
  let from = 0
  for (const inset of run.insets) {
    const at = Math.min(Math.max(inset.at, from), run.text.length)
    if (at > from) blocks.push({ kind: 'text', text: run.text.slice(from, at) })
    from = at
    blocks.push(inset.block)
  }
  if (run.text.length > from) blocks.push({ kind: 'text', text: run.text.slice(from) })
  const old = before?.blocks ?? []
  return {
    ...run,
    message: {
      key: answerKey(run.runId),
      role: 'assistant',
      blocks: blocks.map((block, i) => {
        const known = old[i]
        return known !== undefined && alike(known, block) ? known : block
      }),
      at: run.startedAt,
      runId: run.runId,
      outcome: run.outcome,
      error: run.error,
    },
  }
}

function change(run: Run, changes: Partial<Omit<Run, 'message'>>): Run {
  const next: Run = { ...run, ...changes }
  return withMessage(next, run.message)
}

/** A `chat` event in state `status`. Once there is text, phases are past. */
export function heardPhase(run: Run, payload: Plain): Run {
  const phase = idOf(payload, 'phase')
  const seq = numberOf(payload, 'seq') ?? run.phaseSeq
  if (phase === undefined || seq < run.phaseSeq || run.text !== '') return run
  return phase === run.phase && seq === run.phaseSeq ? run : { ...run, phase, phaseSeq: seq }
}

/**
 * A `chat` event in state `delta`; a repeated or older one changes nothing. One without a sequence number says
 * nothing about its place, so only its whole text counts.
 */
export function heardDelta(run: Run, payload: Plain): Run {
  const seq = numberOf(payload, 'seq')
  if (seq !== undefined && seq <= run.deltaSeq) return run
  const deltaSeq = seq ?? run.deltaSeq
  const delta = seq === undefined ? '' : (textOf(payload, 'deltaText', limits.runText) ?? '')
  const added = valueOf(payload, 'replace') === true ? delta : run.text + delta
  const whole = messageText(valueOf(payload, 'message'))
  // `message` holds the whole answer and wins; but one that only repeats the end of what we have is a part of it.
  const text = cutText(whole === undefined || added.endsWith(whole) ? added : whole, limits.runText)
  if (text === run.text) return deltaSeq === run.deltaSeq ? run : { ...run, deltaSeq }
  return change(run, { text, deltaSeq, phase: undefined })
}

/** The text of an event's `message`; undefined when it has none. */
function messageText(value: unknown): string | undefined {
  const message = asPlain(value)
  if (!message) return undefined
  const content = valueOf(message, 'content') ?? valueOf(message, 'text')
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  return textOfBlocks(readBlocks(content))
}

/** An `agent` event of stream `item` or `tool`. Start, update and result may come in any order, or twice. */
export function heardTool(run: Run, data: Plain): Run {
  const id = idOf(data, 'toolCallId') ?? idOf(data, 'itemId')
  if (id === undefined) return run
  const index = run.insets.findIndex(inset => inset.block.kind === 'tool' && inset.block.id === id)
  const inset = run.insets[index]
  const known = inset?.block.kind === 'tool' ? inset.block : undefined
  if (!known && run.insets.length >= limits.blocks) return run
  const hasResult = Object.hasOwn(data, 'result')
  const partial = valueOf(data, 'partialResult')
  const heard = hasResult
    ? readResult(valueOf(data, 'result'))
    : partial === undefined
      ? {}
      : readResult(partial)
  const status = toolStatus(data, hasResult)
  const settled = known !== undefined && known.status !== 'running'
  const block: ToolBlock = {
    kind: 'tool',
    id,
    name: idOf(data, 'name') ?? known?.name ?? 'tool',
    title: textOf(data, 'title', limits.id) ?? known?.title,
    args: readable(valueOf(data, 'args'), limits.tool) ?? known?.args,
    // A partial result must not take the place of the whole one.
    result: settled && !hasResult ? (known.result ?? heard.result) : (heard.result ?? known?.result),
    media: heard.media ?? known?.media,
    status: known === undefined ? status : laterStatus(known.status, status),
  }
  if (known && alike(known, block)) return run
  if (!inset) return change(run, { insets: [...run.insets, { at: run.text.length, block }] })
  return change(run, { insets: run.insets.map((old, i) => (i === index ? { at: inset.at, block } : old)) })
}

function toolStatus(data: Plain, hasResult: boolean): ToolStatus {
  if (valueOf(data, 'isError') === true) return 'failed'
  switch (valueOf(data, 'status')) {
    case 'failed':
    case 'error':
    case 'blocked':
    case 'timeout':
      return 'failed'
    default: {
      const phase = valueOf(data, 'phase')
      return hasResult || phase === 'end' || phase === 'result' ? 'done' : 'running'
    }
  }
}

/** What is over stays over; that it failed is the stronger word, whichever event says it. */
function laterStatus(a: ToolStatus, b: ToolStatus): ToolStatus {
  if (a === 'failed' || b === 'failed') return 'failed'
  return a === 'done' || b === 'done' ? 'done' : 'running'
}

/** An `agent` event of stream `thinking`: `text` is the thought so far. */
export function heardThinking(run: Run, data: Plain, seq: number | undefined): Run {
  if (seq !== undefined && seq <= run.thinkingSeq) return run
  const thinkingSeq = seq ?? run.thinkingSeq
  const last = run.insets.at(-1)
  const open = last?.block.kind === 'thinking' && last.at === run.text.length ? last.block : undefined
  const whole = textOf(data, 'text', limits.text)
  const delta = seq === undefined ? undefined : textOf(data, 'delta', limits.text)
  const text = cutText(whole ?? (open?.text ?? '') + (delta ?? ''), limits.text)
  if (text === '' || text === open?.text)
    return thinkingSeq === run.thinkingSeq ? run : { ...run, thinkingSeq }
  const block: ThinkingBlock = { kind: 'thinking', text }
  const goesOn = open !== undefined && text.startsWith(open.text)
  if (!goesOn && run.insets.length >= limits.blocks) return run
  const others = goesOn ? run.insets.slice(0, -1) : run.insets
  return change(run, { thinkingSeq, phase: undefined, insets: [...others, { at: run.text.length, block }] })
}

/** The first terminal event. The message it brings wins over what was heard, unless it is only a part of it. */
export function heardEnd(run: Run, payload: Plain, outcome: Exclude<Outcome, 'running'>): Run {
  const message = asPlain(valueOf(payload, 'message'))
  const error = outcome === 'failed' ? errorText(payload, message) : undefined
  const insets = run.insets.map(inset =>
    inset.block.kind === 'tool' && inset.block.status === 'running'
      ? { at: inset.at, block: { ...inset.block, status: 'unknown' as const } }
      : inset,
  )
  const ended = { outcome, error, insets, phase: undefined, stopping: undefined }
  if (!message) return change(run, ended)
  const blocks = [
    ...readBlocks(valueOf(message, 'content') ?? valueOf(message, 'text')),
    ...readKeptMedia(recordOf(message, '__openclaw')),
  ]
  const text = cutText(textOfBlocks(blocks), limits.runText)
  const next = endText(run, text, error)
  const known = new Set(insets.flatMap(inset => (inset.block.kind === 'tool' ? [inset.block.id] : [])))
  const more = blocks.flatMap((block): Inset[] => {
    if (block.kind === 'media' || block.kind === 'unsupported') return [{ at: next.length, block }]
    return block.kind === 'tool' && !known.has(block.id) ? [{ at: 0, block }] : []
  })
  return change(run, { ...ended, text: next, insets: [...insets, ...more].sort((a, b) => a.at - b.at) })
}

function endText(run: Run, text: string, error: string | undefined): string {
  // Some gateways repeat the error as the message; what was already answered must not give way to it.
  if (error !== undefined) return text.startsWith(run.text) && text !== error ? text : run.text
  return text === '' || (run.insets.length > 0 && run.text.endsWith(text)) ? run.text : text
}

function textOfBlocks(blocks: readonly ChatBlock[]): string {
  return blocks.flatMap(block => (block.kind === 'text' ? [block.text] : [])).join('')
}

/** Empty when the gateway did not say why. */
function errorText(payload: Plain, message: Plain | undefined): string {
  return textOf(payload, 'errorMessage', limits.line) || textOf(message, 'errorMessage', limits.line) || ''
}

/** What history says of a run that still goes on. Ours may be ahead of it, for events come in meanwhile. */
export function adopt(run: Run, text: string, startedAt: number | undefined): Run {
  const merged = run.text.startsWith(text) || (text !== '' && run.text.endsWith(text)) ? run.text : text
  if (merged === run.text && (startedAt === undefined || startedAt === run.startedAt)) return run
  return change(run, { text: merged, startedAt: startedAt ?? run.startedAt })
}

/** The rows a running answer has already left in history become the beginning of it. */
export function absorb(run: Run, blocks: readonly ChatBlock[]): Run {
  const written = textOfBlocks(blocks)
  const text = run.text.startsWith(written) ? run.text : written + run.text
  const shift = text.length - run.text.length
  const known = new Set(run.insets.flatMap(inset => (inset.block.kind === 'tool' ? [inset.block.id] : [])))
  const insets: Inset[] = run.insets.map(inset => ({ at: inset.at + shift, block: inset.block }))
  let at = 0
  for (const block of blocks) {
    if (block.kind === 'text') at += block.text.length
    else if (block.kind === 'tool' && known.has(block.id)) continue
    else if (insets.some(inset => alike(inset.block, block))) continue
    else if (insets.length < limits.blocks) {
      const running =
        block.kind === 'tool' && block.status === 'unknown' ? { ...block, status: 'running' as const } : block
      insets.push({ at, block: running })
    }
  }
  return change(run, { text: cutText(text, limits.runText), insets: insets.sort((a, b) => a.at - b.at) })
}

/** The time an event gives for a run's start. */
export function startOf(data: Plain | undefined): number | undefined {
  return timeOf(data, 'startedAt')
}

const doing = english.chat.run.doing

/** What a run is doing, in words. */
export function describeRun(run: Run, t: T): string {
  if (run.stopping) return t('chat.run.doing.stopping')
  const tool = run.insets.findLast(
    inset => inset.block.kind === 'tool' && inset.block.status === 'running',
  )?.block
  if (tool?.kind === 'tool') return t('chat.run.doing.tool', { tool: tool.title ?? tool.name })
  if (run.phase !== undefined && isKnownPhase(run.phase)) return t(`chat.run.doing.${run.phase}`)
  const last = run.message.blocks.at(-1)
  if (last?.kind === 'thinking') return t('chat.run.doing.thinking')
  return t(last === undefined ? 'chat.run.doing.preparing' : 'chat.run.doing.answering')
}

/** The phases of a later gateway have no words here. */
function isKnownPhase(phase: string): phase is Exclude<keyof typeof doing, 'tool'> {
  return Object.hasOwn(doing, phase) && phase !== 'tool'
}
