// What answers a message: one turn in, events out. Knows no socket, no store and no protocol frame.
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { AssistantHost } from './built-in-assistant.ts'
import { builtInAssistant } from './built-in-assistant.ts'
import { commandTiming, type CommandTiming } from './commands.ts'
import type { ContentBlock, PastMessage, Picture, ToolAnswer, ToolCall } from './content.ts'
import type { KeySources } from './models/api-key.ts'
import type { FoundServer } from './models/discover-models.ts'
import { contextTokensOf, modelNames, type ModelsConfig } from './models/model-config.ts'
import type { Toolbox } from './tools/toolbox.ts'

/** One message to answer. `past` does not hold it. */
export type Turn = {
  readonly conversation: string
  readonly runId: string
  readonly text: string
  readonly pictures: readonly Picture[]
  readonly past: readonly PastMessage[]
  /** What was said before `past`, in short. */
  readonly summary?: string | undefined
  /** How far this very answer had come when the gateway ended in the middle of it. */
  readonly begun?: readonly PastMessage[] | undefined
  /** The conversation's own choice, `provider/model`; absent: the configured default. */
  readonly model?: string | undefined
  /** How hard to think, as OpenClaw names it: `off`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`. */
  readonly thinking?: string | undefined
  /** What whoever asks wants the model to be told, beside the gateway's own instructions. */
  readonly instructions?: string | undefined
  /** Whether who said it may answer what waits for approval. */
  readonly mayApprove?: boolean | undefined
}

export type Usage = {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  readonly totalTokens?: number | undefined
}

/**
 * `started`: a model has been asked. `text` and `thinking` carry what is new. `reply` is a whole answer at once, with
 * nothing streamed before it. `step`: the model is done for now and wants the tools that its `content` calls; each is
 * `tool-started` and `tool-ended`, in turn, and then the model is asked again. Whoever iterates has time to commit a
 * step before its tools run. `fell-back`: `from` could not answer, `to` is asked instead. `finished` is last; a
 * failure is thrown instead (an AppError, worded for people).
 */
export type AgentEvent =
  | { readonly type: 'started'; readonly provider: string; readonly model: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'step'; readonly content: readonly ContentBlock[]; readonly usage?: Usage | undefined }
  | { readonly type: 'tool-started'; readonly call: ToolCall; readonly title: string }
  | { readonly type: 'tool-ended'; readonly answer: ToolAnswer; readonly title: string }
  | { readonly type: 'fell-back'; readonly from: string; readonly to: string; readonly error: ErrorReport }
  | { readonly type: 'finished'; readonly stopReason: string; readonly usage?: Usage | undefined }

/** What is to be put into fewer words. */
export type Material = {
  readonly conversation: string
  readonly past: readonly PastMessage[]
  /** What was said before `past`, in short already. */
  readonly summary?: string | undefined
  readonly model?: string | undefined
}

export type Agent = {
  /** Answers one turn. Aborting `signal` ends the iteration, and the model's request with it. */
  answer(turn: Turn, signal: AbortSignal): AsyncIterable<AgentEvent>
  /** Whether this is a command, and when it is answered; undefined for what a model answers. */
  commandTiming(text: string): CommandTiming | undefined
  /** How many tokens a conversation's model reads at most; undefined when there is no model. */
  contextTokens(model: string | undefined): number | undefined
  /** The material in few words. Errors: MODEL_*; CANCELLED when aborted. */
  summarize(material: Material, signal: AbortSignal): Promise<string>
}

export type AgentParts = {
  readonly models: ModelsConfig
  readonly host: AssistantHost
  /** Called when a model is first asked, like everything that costs time and memory. Absent: the agent has no tools. */
  readonly loadToolbox?: (() => Promise<Toolbox>) | undefined
  readonly keys?: KeySources | undefined
  /** Looks for model servers on this computer. */
  readonly discover?: (() => Promise<readonly FoundServer[]>) | undefined
}

/** Commands and everything nobody else can answer go to the built-in assistant, the rest to the configured model. */
export function createAgent({ models, host, loadToolbox, keys = {}, discover }: AgentParts): Agent {
  const assistant = builtInAssistant(models, host, discover)
  let toolbox: Toolbox | undefined
  // The model libraries cost about 40 MB and 200 ms: a gateway that is only watched never pays for them.
  const loadModels = () => import('./models/answer-with-models.ts')

  return {
    commandTiming,
    contextTokens: model => {
      const name = model ?? models.primary
      return name === undefined ? undefined : contextTokensOf(models, name)
    },
    async *answer(turn, signal) {
      const names = modelNames(models, turn.model)
      if (commandTiming(turn.text) !== undefined || names.length === 0)
        return yield* assistant.answer(turn, signal)
      const { answerWithModels } = await loadModels()
      toolbox ??= await loadToolbox?.()
      yield* answerWithModels(names, turn, { models, keys, toolbox }, signal)
    },
    async summarize(material, signal) {
      const { summarizeWithModels } = await loadModels()
      return summarizeWithModels(material, { models, keys }, signal)
    },
  }
}
