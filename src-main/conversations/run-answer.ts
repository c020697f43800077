// What a run has come to, read from the store: for whoever was not there when it ended.
import { textOf } from './messages.ts'
import type { TranscriptStore } from './transcript-store.ts'

export type RunAnswer =
  /** Under way, or to be taken up. `gone`: forgotten, or deleted with its conversation. */
  | { readonly state: 'open' }
  | { readonly state: 'gone' }
  | {
      readonly state: 'ok' | 'aborted' | 'error'
      /** All it said, in Markdown: a paragraph for each thing said between two uses of tools. */
      readonly text: string
      /** One sentence, when it ended in one. */
      readonly errorMessage?: string | undefined
    }

export function runAnswer(store: TranscriptStore, runId: string): RunAnswer {
  const run = store.run(runId)
  if (!run || !store.find(run.conversation)) return { state: 'gone' }
  if (run.state === 'open') return { state: 'open' }
  const said = store
    .messages(run.conversation, run.userSeq + 1, Number.MAX_SAFE_INTEGER)
    .filter(row => row.runId === runId && row.message.role === 'assistant')
    .map(row => row.message)
  const last = said.at(-1)
  return {
    state: run.state,
    text: said
      .map(message => textOf(message).trim())
      .filter(Boolean)
      .join('\n\n'),
    errorMessage: last?.role === 'assistant' ? last.errorMessage : undefined,
  }
}
