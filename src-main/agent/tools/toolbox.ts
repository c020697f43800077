// The tools one gateway offers to its models, and how a call of one is answered: bounded, and never with a throw.
import type { ToolAnswer, ToolCall } from '../content.ts'
import type { Tool, ToolUse } from './tool.ts'

/** Longest answer of one call, in characters. */
const maxAnswerLength = 48_000
/** Longest answers of all calls of one run together, in characters. */
const maxRunLength = 600_000

export type Toolbox = {
  /** Those that are offered now. */
  readonly tools: readonly Tool[]
  readonly workspace: string
  /** A line for people about the call. */
  title(call: ToolCall): string
  /** Answers the call, whatever happens. */
  use(call: ToolCall, use: Omit<ToolUse, 'callId'>): Promise<ToolAnswer>
  /** What is known of a call that was cut off, for the model. */
  lostCall(runId: string, callId: string): string | undefined
}

export type ToolboxOptions = {
  /** Asked each time: the configuration may change while the gateway runs. */
  readonly tools: () => readonly Tool[]
  readonly workspace: string
  /** What is known of a call that was cut off; nothing when absent. */
  readonly lostCall?: ((runId: string, callId: string) => string | undefined) | undefined
  /** A tool failed in a way nobody foresaw. */
  readonly onError: (error: unknown) => void
}

export function createToolbox({ tools, workspace, lostCall, onError }: ToolboxOptions): Toolbox {
  const find = (name: string) => tools().find(tool => tool.name === name)
  const spent = new Map<string, number>()

  return {
    get tools() {
      return tools()
    },
    workspace,
    lostCall: (runId, callId) => lostCall?.(runId, callId),
    title: call => find(call.name)?.title(call.arguments) ?? call.name,
    async use(call, use) {
      const answer = (text: string, isError = true): ToolAnswer => ({
        toolCallId: call.id,
        toolName: call.name,
        text,
        isError,
      })
      const tool = find(call.name)
      if (!tool)
        return answer(
          `There is no tool ${call.name}. There are: ${tools()
            .map(({ name }) => name)
            .join(', ')}.`,
        )
      const before = spent.get(use.runId) ?? 0
      if (before >= maxRunLength) return answer('This answer has read as much from tools as one answer may.')
      try {
        const { text, isError = false } = await tool.run(call.arguments, { ...use, callId: call.id })
        const bounded = cutInTheMiddle(text, Math.min(maxAnswerLength, maxRunLength - before))
        remember(use.runId, before + bounded.length)
        return answer(bounded, isError)
      } catch (error) {
        if (!use.signal.aborted) onError(error)
        return answer(
          use.signal.aborted ? 'Stopped.' : 'The tool failed unexpectedly; the gateway’s log says more.',
        )
      }
    },
  }

  function remember(runId: string, length: number) {
    spent.delete(runId)
    spent.set(runId, length)
    const oldest = spent.keys().next()
    if (spent.size > 1_000 && !oldest.done) spent.delete(oldest.value)
  }
}

/** Beginning and end, for both say more than the middle. */
export function cutInTheMiddle(text: string, length: number): string {
  if (text.length <= length) return text
  const half = Math.floor(length / 2)
  const dropped = text.length - 2 * half
  return `${text.slice(0, half).toWellFormed()}\n…(${dropped} characters left out)…\n${text.slice(-half).toWellFormed()}`
}
