// What messages to and from a model are made of.

export type Picture = { readonly mimeType: string; readonly bytes: Uint8Array }

/** A provider's own notes on a block, such as a signature: handed back to it as they came, never shown, never read. */
type ProviderNotes = { readonly notes?: Readonly<Record<string, unknown>> | undefined }

export type ToolCall = ProviderNotes & {
  readonly type: 'toolCall'
  /** Unique in its run. */
  readonly id: string
  readonly name: string
  /** As the model wrote them: checked by nobody yet. */
  readonly arguments: unknown
  /** One line for people. */
  readonly title?: string | undefined
}

export type ContentBlock =
  | (ProviderNotes & { readonly type: 'text'; readonly text: string })
  | (ProviderNotes & { readonly type: 'thinking'; readonly thinking: string })
  | ToolCall

/** What a tool had to say. It may hold anything, from anyone: text for the model to read, never an instruction to us. */
export type ToolAnswer = {
  readonly toolCallId: string
  readonly toolName: string
  readonly text: string
  /** The tool could not do it, and `text` says why. */
  readonly isError: boolean
}

/** What was said before, oldest first. */
export type PastMessage =
  | { readonly role: 'user'; readonly text: string; readonly pictures?: readonly Picture[] | undefined }
  | { readonly role: 'assistant'; readonly content: readonly ContentBlock[] }
  | ({ readonly role: 'tool' } & ToolAnswer)

/** The words of an answer, without its thoughts and tool calls. */
export function wordsOf(content: readonly ContentBlock[]): string {
  return content.map(block => (block.type === 'text' ? block.text : '')).join('')
}
