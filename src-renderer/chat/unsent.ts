// Messages between "Send" and the gateway's word that it has them. Their text outlives the window, so that a message
// that was never confirmed is asked about rather than lost.
import type { DraftStore } from './drafts.ts'
import { tellError } from '../tell.ts'

export type UnsentMessage = {
  readonly sendKey: string
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Names of files that went along; their contents are not kept. */
  readonly files: readonly string[]
}

export type UnsentMessages = {
  readonly load: () => Promise<readonly UnsentMessage[]>
  readonly keep: (message: UnsentMessage) => void
  readonly forget: (sendKey: string) => void
}

const maxStoredLength = 200_000

export function unsentAt(store: DraftStore, key: string): UnsentMessages {
  let messages: readonly UnsentMessage[] = []

  const write = () => {
    const text = messages.length === 0 ? '' : JSON.stringify(messages)
    if (text.length <= maxStoredLength) store.write({ key, text }).catch(tellError)
  }

  return {
    load: async () => {
      const stored = readUnsent(await store.read({ key }))
      messages = [...stored, ...messages]
      return stored
    },
    keep: message => {
      messages = [...messages, message]
      write()
    },
    forget: sendKey => {
      if (!messages.some(message => message.sendKey === sendKey)) return
      messages = messages.filter(message => message.sendKey !== sendKey)
      write()
    },
  }
}

function readUnsent(text: string): readonly UnsentMessage[] {
  if (text === '') return []
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch {
    // Written by a version that kept something else here; there is nothing in it that we could ask about.
    return []
  }
  return Array.isArray(stored) ? stored.filter(isUnsent) : []
}

function isUnsent(value: unknown): value is UnsentMessage {
  if (typeof value !== 'object' || value === null) return false
  const { sendKey, text, at, files } = value as Record<string, unknown>
  return (
    typeof sendKey === 'string' &&
    typeof text === 'string' &&
    typeof at === 'number' &&
    Array.isArray(files) &&
    files.every(file => typeof file === 'string')
  )
}
