// Asks one model, and asks it again with what its tools had to say, until it has answered.
// Imported at first use only: see agent.ts.
import { jsonSchema, streamText, tool, type LanguageModel, type ModelMessage, type ToolSet } from 'ai'
import type { AgentEvent, Turn, Usage } from '../agent.ts'
import type { ContentBlock, PastMessage } from '../content.ts'
import { instructionsFor } from '../instructions.ts'
import type { Toolbox } from '../tools/toolbox.ts'
import { findKey, type KeySources } from './api-key.ts'
import { openLanguageModel } from './language-model.ts'
import type { ChosenModel } from './model-config.ts'
import { mapModelError } from './model-errors.ts'
import { callsIn, noAnswer, promptFor } from './prompt.ts'
import { collectContent } from './collect-content.ts'

// The library would print its advice to programmers on the gateway's terminal.
globalThis.AI_SDK_LOG_WARNINGS = false

/** How often a model may be asked for one answer; the last time it has to do without tools. */
export const maxSteps = 40
const maxCallsPerStep = 16

export type Asking = {
  readonly turn: Turn
  readonly contextTokens: number
  readonly toolbox?: Toolbox | undefined
  readonly workspace?: string | undefined
  readonly keys?: KeySources | undefined
  /** How often a failed request is tried again; 1 when absent. */
  readonly retries?: number | undefined
  readonly thinking?: string | undefined
  /** What was done about the question so far. Grows as the model goes on; another model can take over from there. */
  readonly done: PastMessage[]
}

/** Streams the model's answer. Errors: MODEL_*, VAULT_UNAVAILABLE. An abort ends the stream without one. */
export async function* askModel(
  chosen: ChosenModel,
  asking: Asking,
  signal: AbortSignal,
): AsyncIterable<AgentEvent> {
  const { turn, done, toolbox } = asking
  let apiKey: string | undefined
  try {
    apiKey = await findKey(chosen.providerId, chosen.provider, asking.keys)
    const model = await openLanguageModel(chosen, apiKey)
    yield { type: 'started', provider: chosen.providerId, model: chosen.model.id }
    yield* answerLostCalls(done, callId => toolbox?.lostCall(turn.runId, callId))
    for (;;) {
      const steps = done.filter(message => message.role === 'assistant').length
      const content = yield* takeStep(model, chosen, asking, steps + 1 >= maxSteps, signal)
      const calls = callsIn(content).slice(0, maxCallsPerStep)
      if (calls.length === 0 || !toolbox) return
      done.push({ role: 'assistant', content })
      for (const call of calls) {
        const title = call.title ?? call.name
        yield { type: 'tool-started', call, title }
        const answer = await toolbox.use(call, { conversation: turn.conversation, runId: turn.runId, signal })
        if (signal.aborted) return
        done.push({ role: 'tool', ...answer })
        yield { type: 'tool-ended', answer, title }
      }
    }
  } catch (error) {
    if (signal.aborted) return
    throw mapModelError(error, chosen.name, apiKey)
  }
}

/** Calls that the gateway's end cut off are answered as such, so that nothing is done a second time unasked. */
function* answerLostCalls(
  done: PastMessage[],
  known: (callId: string) => string | undefined,
): Iterable<AgentEvent> {
  const at = done.findLastIndex(message => message.role === 'assistant')
  const last = done[at]
  if (last?.role !== 'assistant') return
  const answered = new Set(
    done.slice(at).flatMap(message => (message.role === 'tool' ? message.toolCallId : [])),
  )
  for (const call of callsIn(last.content)) {
    if (answered.has(call.id)) continue
    const answer = {
      toolCallId: call.id,
      toolName: call.name,
      text: known(call.id) ?? noAnswer,
      isError: true,
    }
    done.push({ role: 'tool', ...answer })
    yield { type: 'tool-ended', answer, title: call.title ?? call.name }
  }
}

/** One request, told as it comes. Returns what the model said in it. */
async function* takeStep(
  model: LanguageModel,
  chosen: ChosenModel,
  asking: Asking,
  isLast: boolean,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, readonly ContentBlock[]> {
  const { turn, done } = asking
  const toolbox = chosen.model.compat?.supportsTools === false ? undefined : asking.toolbox
  const own = await instructionsFor({
    workspace: asking.workspace,
    hasTools: toolbox !== undefined,
    now: new Date(),
  })
  const instructions = turn.instructions === undefined ? own : `${own}\n\n${turn.instructions}`
  const tools = toolsFor(toolbox)
  const messages = promptFor(turn, done, {
    contextTokens: asking.contextTokens,
    spentTokens: Math.ceil((instructions.length + JSON.stringify(toolbox?.tools ?? []).length) / 4),
    seesPictures: chosen.model.input?.includes('image'),
  })
  const { maxTokens } = chosen.model
  const answer = streamText({
    model,
    instructions,
    messages: markForCache(messages),
    abortSignal: signal,
    maxRetries: asking.retries ?? 1,
    ...(toolbox ? { tools, toolChoice: isLast ? ('none' as const) : ('auto' as const) } : {}),
    ...(maxTokens ? { maxOutputTokens: maxTokens } : {}),
    ...reasoning(turn.thinking ?? asking.thinking),
    // Errors come as parts of the stream; the library would print them as well.
    onError: () => undefined,
  })
  const content = collectContent()
  let finish: { reason: string; usage: Usage } = { reason: 'stop', usage: {} }
  for await (const part of answer.stream) {
    content.take(part)
    if (part.type === 'text-delta' && part.text !== '') yield { type: 'text', text: part.text }
    else if (part.type === 'reasoning-delta' && part.text !== '') yield { type: 'thinking', text: part.text }
    else if (part.type === 'error') throw part.error
    else if (part.type === 'finish') {
      const { inputTokens, outputTokens, totalTokens } = part.totalUsage
      finish = { reason: part.finishReason, usage: { inputTokens, outputTokens, totalTokens } }
    }
  }
  const blocks = content
    .blocks()
    .map(block => (block.type === 'toolCall' && toolbox ? { ...block, title: toolbox.title(block) } : block))
  // Aborted while it streamed: what was told so far is kept as it is.
  if (signal.aborted) return []
  const { reason, usage } = finish
  if (callsIn(blocks).length > 0 && toolbox) yield { type: 'step', content: blocks, usage }
  else yield { type: 'finished', stopReason: reason, usage }
  return blocks
}

function toolsFor(toolbox: Toolbox | undefined): ToolSet {
  return Object.fromEntries(
    (toolbox?.tools ?? []).map(({ name, description, inputSchema }) => [
      name,
      // Arguments are checked where the tool is used: what does not fit is answered, not thrown.
      tool({ description, inputSchema: jsonSchema(inputSchema) }),
    ]),
  )
}

const levels = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

function reasoning(thinking: string | undefined) {
  if (thinking === 'off') return { reasoning: 'none' as const }
  const level = levels.find(known => known === thinking)
  return level ? { reasoning: level } : {}
}

/** Anthropic remembers a prompt up to a mark, and charges a tenth for it the next time. Others ignore the mark. */
function markForCache(messages: readonly ModelMessage[]): ModelMessage[] {
  const last = messages.at(-1)
  if (!last) return []
  const mark = { anthropic: { cacheControl: { type: 'ephemeral' } } }
  return [...messages.slice(0, -1), { ...last, providerOptions: mark }]
}
