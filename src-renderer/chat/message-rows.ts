// The rows of the list, and the way from a row's key to its message.
import { tailMessages } from '../../src-shared/chat.ts'
import type { Transcript } from '../../src-shared/chat.ts'
import type { ChatMessage } from '../../src-shared/chat-messages.ts'

export type MessageRow = {
  readonly key: string
  /** Set on the first message of a day: some moment of that day, milliseconds since the epoch. */
  readonly day?: number | undefined
}

type RowCache = {
  (transcript: Transcript): readonly MessageRow[]
  readonly message: (transcript: Transcript, key: string) => ChatMessage | undefined
}

/** Rows and the way from key to message; made anew only when messages come or go, not when one of them grows. */
export function rowCache(): RowCache {
  let history: readonly ChatMessage[] = []
  let historyRows: readonly MessageRow[] = []
  let index: ReadonlyMap<string, ChatMessage> = new Map()
  let tailKeys = ''
  let rows: readonly MessageRow[] = []
  let tailOf: Transcript | undefined
  let tail: ReadonlyMap<string, ChatMessage> = new Map()

  const lookAt = (transcript: Transcript) => {
    if (tailOf === transcript) return
    tailOf = transcript
    const messages = tailMessages(transcript)
    tail = new Map(messages.map(message => [message.key, message]))
    const keys = messages.map(message => message.key).join('\n')
    const isNewHistory = transcript.history !== history
    if (isNewHistory) {
      history = transcript.history
      index = new Map(history.map(message => [message.key, message]))
      historyRows = withDays(history, undefined)
    }
    if (isNewHistory || keys !== tailKeys) {
      tailKeys = keys
      rows = messages.length === 0 ? historyRows : [...historyRows, ...withDays(messages, history.at(-1)?.at)]
    }
  }

  const cache = (transcript: Transcript) => {
    lookAt(transcript)
    return rows
  }
  return Object.assign(cache, {
    message: (transcript: Transcript, key: string) => {
      lookAt(transcript)
      return tail.get(key) ?? index.get(key)
    },
  })
}

function withDays(messages: readonly ChatMessage[], before: number | undefined): readonly MessageRow[] {
  let last = before
  return messages.map(message => {
    const { at } = message
    const isNewDay = at !== undefined && (last === undefined || !isSameDay(last, at))
    if (at !== undefined) last = at
    return isNewDay ? { key: message.key, day: at } : { key: message.key }
  })
}

function isSameDay(a: number, b: number): boolean {
  // Comparing dates is slow for ten thousand of them; most neighbours are close together on the same day.
  if (Math.abs(a - b) >= 86_400_000) return false
  return new Date(a).toDateString() === new Date(b).toDateString()
}
