// A turn as the model libraries take it: in order, in pairs, and within the model's room.
import type {
  AssistantContent,
  JSONValue,
  ModelMessage,
  ProviderMetadata,
  ToolResultPart,
  UserContent,
} from 'ai'
import type { Turn } from '../agent.ts'
import { type ContentBlock, type PastMessage, type Picture, type ToolCall, wordsOf } from '../content.ts'
import { estimateTokens, fitToContext, usableTokens } from './context-window.ts'

type UserMessage = PastMessage & { role: 'user' }
type AnswerMessage = PastMessage & { role: 'assistant' }

export type PromptLimits = {
  readonly contextTokens: number
  /** Tokens the instructions and the tools take. */
  readonly spentTokens?: number | undefined
  /** Whether the model can look at pictures; absent: nobody said, so it is tried. */
  readonly seesPictures?: boolean | undefined
}

/** What the model is asked: the past, as much as fits; the message; and what was done about it so far. */
export function promptFor(turn: Turn, done: readonly PastMessage[], limits: PromptLimits): ModelMessage[] {
  const usable = usableTokens(limits.contextTokens) - (limits.spentTokens ?? 0)
  const question: UserMessage = { role: 'user', text: turn.text, pictures: turn.pictures }
  const summary = turn.summary ? framedSummary(turn.summary) : ''
  const preface: UserMessage = { role: 'user', text: summary }
  const begun = shortenAnswers(done, usable - tokensOf([preface, question]))
  const past = turn.past.map(message => shortenAnswer(message, pastAnswerLength))
  const room = usable - tokensOf([preface, question, ...begun])
  const [first = question, ...rest] = [...fitToContext(past, room), question, ...begun]
  const messages = [introduce(first, summary), ...rest].filter(saysSomething)
  return inPairs(takeTurns(messages)).map(message => toModelMessage(message, limits.seesPictures ?? true))
}

/** The first of what is kept is a person's; the summary of what came before stands in front of it. */
function introduce(first: PastMessage, summary: string): PastMessage {
  return first.role === 'user' && summary ? { ...first, text: `${summary}\n\n${first.text}` } : first
}

function tokensOf(messages: readonly PastMessage[]): number {
  return messages.reduce((sum, message) => sum + estimateTokens(message), 0)
}

/** Once a question has been answered, what its tools said in full is of less use. */
const pastAnswerLength = 6_000
const shortenedLength = 600

/** While they are too much together, all but the newest tool answers are cut short, the oldest first. */
function shortenAnswers(done: readonly PastMessage[], tokens: number): PastMessage[] {
  const shortened = [...done]
  for (let index = 0; index < shortened.length - 1 && tokensOf(shortened) > tokens; index += 1) {
    const message = shortened[index]
    if (message) shortened[index] = shortenAnswer(message, shortenedLength)
  }
  return shortened
}

function shortenAnswer(message: PastMessage, length: number): PastMessage {
  if (message.role !== 'tool' || message.text.length <= length) return message
  const half = Math.floor(length / 2)
  return {
    ...message,
    text: `${message.text.slice(0, half)}\n…(cut to make room)…\n${message.text.slice(-half)}`,
  }
}

function saysSomething(message: PastMessage): boolean {
  return (
    message.role !== 'assistant' || callsIn(message.content).length > 0 || wordsOf(message.content) !== ''
  )
}

function framedSummary(summary: string): string {
  return `(The conversation before this, in short:)\n${summary}`
}

/** Many chat templates refuse two questions in a row, as a stopped answer leaves them. */
function takeTurns(messages: readonly PastMessage[]): PastMessage[] {
  return messages.flatMap((message, index) =>
    message.role === 'user' && messages[index - 1]?.role === 'user' ? [unanswered, message] : [message],
  )
}

const unanswered: PastMessage = {
  role: 'assistant',
  content: [{ type: 'text', text: '(That was stopped before it had an answer.)' }],
}

export const noAnswer = 'This was cut off before it had an answer. Whether it took effect is not known.'

/** Every call is followed by its answer, and no answer stands alone: providers refuse anything else. */
function inPairs(messages: readonly PastMessage[]): PastMessage[] {
  const paired: PastMessage[] = []
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index]
    if (!message || message.role === 'tool') continue
    paired.push(message)
    if (message.role !== 'assistant') continue
    const answers = answersAfter(messages, index)
    for (const call of callsIn(message.content)) {
      paired.push(
        answers.find(answer => answer.toolCallId === call.id) ?? {
          role: 'tool',
          toolCallId: call.id,
          toolName: call.name,
          text: noAnswer,
          isError: true,
        },
      )
    }
  }
  return paired
}

function answersAfter(messages: readonly PastMessage[], index: number) {
  const answers: (PastMessage & { role: 'tool' })[] = []
  for (const message of messages.slice(index + 1)) {
    if (message.role !== 'tool') break
    answers.push(message)
  }
  return answers
}

export function callsIn(content: readonly ContentBlock[]): ToolCall[] {
  return content.filter(block => block.type === 'toolCall')
}

function toModelMessage(message: PastMessage, seesPictures: boolean): ModelMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: userContent(message.text, message.pictures ?? [], seesPictures) }
    case 'assistant':
      return { role: 'assistant', content: assistantContent(message) }
    case 'tool':
      return { role: 'tool', content: [toolResult(message)] }
  }
}

function userContent(text: string, pictures: readonly Picture[], seesPictures: boolean): UserContent {
  if (pictures.length === 0) return text
  if (!seesPictures) {
    const note = `(${pictures.length === 1 ? 'A picture' : `${pictures.length} pictures`} came with this, which you cannot see.)`
    return text === '' ? note : `${text}\n\n${note}`
  }
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...pictures.map(picture => ({
      type: 'file' as const,
      mediaType: picture.mimeType,
      data: picture.bytes,
    })),
  ]
}

type AssistantParts = Exclude<AssistantContent, string>

function assistantContent({ content }: AnswerMessage): AssistantContent {
  // Thoughts are only handed back while the tools they led to are at work: after that, providers drop them anyway.
  return callsIn(content).length === 0 ? wordsOf(content) : content.flatMap(toPart)
}

function toPart(block: ContentBlock): AssistantParts {
  const notes = block.notes ? { providerOptions: block.notes as ProviderMetadata } : {}
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [{ type: 'text', text: block.text, ...notes }]
    case 'thinking':
      return block.notes ? [{ type: 'reasoning', text: block.thinking, ...notes }] : []
    case 'toolCall':
      return [
        {
          type: 'tool-call',
          toolCallId: block.id,
          toolName: block.name,
          input: asRecord(block.arguments),
          ...notes,
        },
      ]
  }
}

/** What a model wrote may be no object at all; sent back to it, it must be one. */
function asRecord(value: unknown): JSONValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JSONValue)
    : { malformed: String(value) }
}

function toolResult(answer: PastMessage & { role: 'tool' }): ToolResultPart {
  return {
    type: 'tool-result',
    toolCallId: answer.toolCallId,
    toolName: answer.toolName,
    output: { type: answer.isError ? 'error-text' : 'text', value: answer.text },
  }
}
