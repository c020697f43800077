// Sends one message and follows its answer to the end.
import { randomUUID } from 'node:crypto'
import { applyChatEvent, newTranscript, type Transcript } from '../../src-shared/chat.ts'
import { plainText } from '../../src-shared/chat-content.ts'
import { readHistoryPage } from '../../src-shared/chat-history.ts'
import type { Run } from '../../src-shared/chat-run.ts'
import { AppError, appError } from '../../src-shared/errors.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { ConnectionController, ConnectionWatchers } from '../connection/connection-controller.ts'

/** A connection as far as a conversation needs it. */
export type Conversing = Pick<ConnectionController, 'state' | 'request'> & {
  readonly on: (watchers: Partial<Pick<ConnectionWatchers, 'state' | 'event' | 'gap'>>) => () => void
}

export type Answer = {
  readonly runId: string
  readonly outcome: 'done' | 'aborted' | 'failed'
  readonly text: string
  /** In the gateway's words, when the answer failed. */
  readonly error?: string | undefined
}

/** How far back the answer is looked for when the gateway ended the run without saying it. */
const historyRows = 20

/**
 * `onText` is given each new part of the answer, `onTaken` is called once the gateway has the message. Rejects with what
 * `chat.send` rejects with, with the connection's error when that ends first, or with CANCELLED; the run is then stopped at
 * the gateway as well.
 */
export async function followAnswer(
  connection: Conversing,
  sessionKey: string,
  message: string,
  signal: AbortSignal,
  { onText, onTaken }: { readonly onText: (part: string) => void; readonly onTaken: () => void },
): Promise<Answer> {
  const runId = randomUUID()
  let transcript = newTranscript(sessionKey)
  let shown = ''
  const { state } = connection
  let connId = state.phase === 'online' ? state.gateway.connId : undefined
  const show = (text: string) => {
    if (text === shown) return
    // A run may take back what it said; a terminal cannot, so the new text begins on a new line.
    onText(text.startsWith(shown) ? text.slice(shown.length) : `\n${text}`)
    shown = text
  }

  const ended = Promise.withResolvers<void>()
  const lookBack = async () => {
    const found = await answerInHistory(connection, sessionKey, runId)
    if (found === undefined) return
    show(found)
    ended.resolve()
  }
  const stop = connection.on({
    event: event => {
      transcript = applyChatEvent(transcript, event)
      const run = runOf(transcript, runId)
      if (run) show(run.text)
      if (transcript.endedRuns.includes(runId)) ended.resolve()
    },
    // The end may be among the missed events; history knows. A run that goes on is heard further.
    gap: () => void lookBack().catch(ended.reject),
    state: state => {
      if (state.phase !== 'online' && state.phase !== 'opening')
        ended.reject('error' in state ? new AppError(state.error) : appError('NOT_CONNECTED', {}))
      if (state.phase !== 'online' || state.gateway.connId === connId) return
      // The road was replaced in the middle: what came between the two sessions is in the history alone.
      connId = state.gateway.connId
      void lookBack().catch(ended.reject)
    },
  })
  const onAbort = () => {
    ended.reject(appError('CANCELLED', {}))
    void connection.request('chat.abort', { sessionKey, runId }).catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  // Settled before it is awaited when sending fails; that error is the one to tell.
  ended.promise.catch(() => undefined)
  try {
    await connection.request('chat.send', { sessionKey, message, idempotencyKey: runId }, { signal })
    onTaken()
    await ended.promise
    const run = runOf(transcript, runId)
    // Without a word heard the run was scrubbed or steered into another one; its row, if any, has the text.
    if (!run) show((await answerInHistory(connection, sessionKey, runId)) ?? shown)
    const outcome = run?.outcome === 'failed' || run?.outcome === 'aborted' ? run.outcome : 'done'
    const error = run?.error === '' ? inEnglish('chat.messages.failedUnexplained') : run?.error
    return { runId, outcome, text: shown, error }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}

function runOf(transcript: Transcript, runId: string): Run | undefined {
  for (const entry of transcript.tail) if (entry.kind === 'run' && entry.run.runId === runId) return entry.run
  return undefined
}

/** The text of the finished answer; nothing while history does not have it. */
async function answerInHistory(
  connection: Conversing,
  sessionKey: string,
  runId: string,
): Promise<string | undefined> {
  const page = readHistoryPage(await connection.request('chat.history', { sessionKey, limit: historyRows }))
  if (page?.inFlight?.runId === runId) return undefined
  const row = page?.rows.findLast(({ role, runId: id }) => role === 'assistant' && id === runId)
  return row && plainText(row.blocks)
}
