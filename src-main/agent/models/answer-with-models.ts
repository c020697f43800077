// Asks the first model, and when it cannot answer, the next one. Imported at first use only: see agent.ts.
import { AppError, appError } from '../../../src-shared/errors.ts'
import type { AgentEvent, Material, Turn } from '../agent.ts'
import type { PastMessage } from '../content.ts'
import { cutInTheMiddle, type Toolbox } from '../tools/toolbox.ts'
import type { KeySources } from './api-key.ts'
import { askModel, type Asking } from './ask-model.ts'
import {
  contextTokensOf,
  findModel,
  modelNames,
  type ChosenModel,
  type ModelsConfig,
} from './model-config.ts'
import { isWorthAnotherModel } from './model-errors.ts'
import { longestSummary, summaryTurns } from './summary-turns.ts'

type Parts = {
  readonly models: ModelsConfig
  readonly keys: KeySources
  readonly toolbox?: Toolbox | undefined
}

/** Models that turned out to know no tools, and when: they are asked without for a while. */
const toolless = new Map<string, number>()
const toollessMs = 10 * 60_000

/**
 * Streams an answer. A model that cannot be asked is followed by the next, as long as nothing was heard of it in this
 * step; what an earlier one had done by then is handed on. Errors: those of the last model asked.
 */
export async function* answerWithModels(
  names: readonly string[],
  turn: Turn,
  parts: Parts,
  signal: AbortSignal,
): AsyncIterable<AgentEvent> {
  const done: PastMessage[] = [...(turn.begun ?? [])]
  for (const [index, name] of names.entries()) {
    const next = names[index + 1]
    let heard = false
    try {
      const asking = {
        turn,
        done,
        toolbox: parts.toolbox,
        workspace: parts.toolbox?.workspace,
        keys: parts.keys,
        contextTokens: contextTokensOf(parts.models, name),
        thinking: parts.models.thinking,
        // With somebody else to ask, waiting for this one only costs time.
        retries: next === undefined ? 1 : 0,
      }
      for await (const event of askWithOrWithoutTools(findModel(parts.models, name), asking, signal)) {
        if (event.type === 'text' || event.type === 'thinking') heard = true
        else if (event.type === 'tool-ended') heard = false
        yield event
      }
      return
    } catch (error) {
      if (heard || next === undefined || !(error instanceof AppError) || !isWorthAnotherModel(error))
        throw error
      yield { type: 'fell-back', from: name, to: next, error: error.report }
    }
  }
}

/** Some local models refuse to be asked with tools; nothing but another try without them can tell. */
async function* askWithOrWithoutTools(
  chosen: ChosenModel,
  asking: Asking,
  signal: AbortSignal,
): AsyncIterable<AgentEvent> {
  const { toolbox, ...bare } = asking
  const key = `${chosen.provider.baseUrl} ${chosen.name}`
  const isToolless = performance.now() - (toolless.get(key) ?? Number.NEGATIVE_INFINITY) < toollessMs
  if (!toolbox || isToolless) return yield* askModel(chosen, bare, signal)
  let heard = asking.done.length > 0
  try {
    for await (const event of askModel(chosen, asking, signal)) {
      heard ||= event.type !== 'started'
      yield event
    }
  } catch (error) {
    if (heard || !(error instanceof AppError) || !mayBeForTools(chosen, error)) throw error
    let answered = false
    for await (const event of askModel(chosen, bare, signal)) {
      if (!answered && event.type !== 'started') toolless.set(key, performance.now())
      answered ||= event.type !== 'started'
      if (event.type !== 'started') yield event
    }
  }
}

function mayBeForTools({ provider }: ChosenModel, { code, report }: AppError): boolean {
  const { status } = report.details
  const isCompatible = provider.api === undefined || provider.api === 'openai-completions'
  return isCompatible && code === 'MODEL_FAILED' && (status === 400 || status === 422)
}

/** What was said, in few words, by the conversation's model or whoever stands in for it. */
export async function summarizeWithModels(
  material: Material,
  { models, keys }: Parts,
  signal: AbortSignal,
): Promise<string> {
  const names = modelNames(models, material.model)
  const [first] = names
  if (first === undefined) throw appError('MODEL_NONE', {})
  const contextTokens = contextTokensOf(models, first)
  let summary = material.summary
  for (const text of summaryTurns(material, contextTokens)) {
    const turn = {
      conversation: material.conversation,
      runId: '',
      text: text(summary),
      pictures: [],
      past: [],
    }
    let words = ''
    for await (const event of answerWithModels(names, turn, { models, keys }, signal)) {
      if (event.type === 'text') words += event.text
    }
    if (signal.aborted) throw appError('CANCELLED', {})
    if (words.trim() === '')
      throw appError('MODEL_FAILED', { model: first, why: 'the summary came out empty' })
    summary = cutInTheMiddle(words.trim(), longestSummary(contextTokens))
  }
  return summary ?? ''
}
