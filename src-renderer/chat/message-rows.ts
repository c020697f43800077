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
  let day = before === undefined ? undefined : dayOf(before)
  return messages.map(message => {
    const { at } = message
    if (at === undefined || (day && at >= day.begins && at < day.ends)) return { key: message.key }
    day = dayOf(at)
    return { key: message.key, day: at }
  })
}

/** Asked for once a day of the conversation: dates are slow for a hundred thousand messages. Milliseconds. */
function dayOf(at: number): { readonly begins: number; readonly ends: number } {
  const midnight = new Date(at)
  midnight.setHours(0, 0, 0, 0)
  const next = new Date(midnight)
  // By the calendar, for a day may have 23 or 25 hours.
  next.setDate(next.getDate() + 1)
  return { begins: midnight.getTime(), ends: next.getTime() }
}
