import { describe, expect, test } from 'vitest'
import {
  activeRuns,
  isRunning,
  missed,
  needsHistory,
  newTranscript,
  outgoingSends,
  transcriptMessages,
} from '../../../src-shared/chat.ts'
import type { Transcript } from '../../../src-shared/chat.ts'
import { plainText } from '../../../src-shared/chat-content.ts'
import {
  addOutgoing,
  discardSend,
  sendAccepted,
  sendAgain,
  sendFailed,
} from '../../../src-shared/chat-sending.ts'
import {
  applyHistory,
  applyOlderHistory,
  connectionLost,
  historyAsked,
} from '../../../src-shared/chat-sync.ts'
import { errorReport } from '../../../src-shared/errors.ts'
import { committed, hear, mainKey, page, rows, runEvents } from '../../support/chat-events.ts'

const texts = (transcript: Transcript) =>
  transcriptMessages(transcript).map(message => `${message.role}: ${plainText(message.blocks)}`)
const keys = (transcript: Transcript) => transcriptMessages(transcript).map(message => message.key)
const lost = errorReport('CONNECTION_LOST', { host: 'server' })
const sent = (key: string, text: string, transcript: Transcript = newTranscript(mainKey)) =>
  sendAccepted(
    addOutgoing(transcript, { sendKey: key, text, at: 1 }),
    key,
    { runId: key, status: 'started' },
    2,
  )

describe('history as messages', () => {
  test('a string or blocks, calls with their results, thoughts and attachments', () => {
    const transcript = applyHistory(
      newTranscript(mainKey),
      page([
        rows.user('what is here?', 'k', {
          media: [{ url: 'media://inbound/1', contentType: 'image/png', kind: 'image', sizeBytes: 1200 }],
        }),
        rows.assistant([
          { type: 'thinking', thinking: 'let me look' },
          { type: 'toolCall', id: 'c1', name: 'exec', arguments: { command: 'ls' } },
        ]),
        rows.toolResult('c1', 'exec', 'a.txt'),
        rows.assistant('One file.'),
        rows.assistant([
          { type: 'text', text: 'And a word more.' },
          { type: 'hologram', beam: 1 },
        ]),
      ]),
      1,
    )
    expect(transcriptMessages(transcript).map(message => message.blocks)).toEqual([
      [
        { kind: 'text', text: 'what is here?' },
        { kind: 'media', mimeType: 'image/png', name: undefined, bytes: 1200, url: 'media://inbound/1' },
      ],
      [
        { kind: 'thinking', text: 'let me look' },
        {
          kind: 'tool',
          id: 'c1',
          name: 'exec',
          args: '{\n  "command": "ls"\n}',
          result: 'a.txt',
          media: undefined,
          status: 'done',
        },
        { kind: 'text', text: 'One file.' },
      ],
      [
        { kind: 'text', text: 'And a word more.' },
        { kind: 'unsupported', type: 'hologram' },
      ],
    ])
  })

  test('a reset is a line across, not a message', () => {
    const transcript = applyHistory(newTranscript(mainKey), page([rows.reset(), rows.user('again')]), 1)
    expect(transcriptMessages(transcript).map(message => message.boundary)).toEqual(['reset', undefined])
  })

  test('a message that was stopped or failed says so', () => {
    const transcript = applyHistory(
      newTranscript(mainKey),
      page([
        rows.user('one'),
        rows.assistant('half', {}, { stopReason: 'aborted' }),
        rows.user('two'),
        rows.assistant([], {}, { stopReason: 'error', errorMessage: 'overloaded' }),
      ]),
      1,
    )
    expect(transcriptMessages(transcript).map(message => [message.outcome, message.error])).toEqual([
      ['done', undefined],
      ['aborted', undefined],
      ['done', undefined],
      ['failed', 'overloaded'],
    ])
  })

  test('an answer that is no history changes nothing', () => {
    const transcript = newTranscript(mainKey)
    for (const answer of [undefined, null, 'no', 7, [], {}, { messages: 'none' }]) {
      expect(applyHistory(transcript, answer, 1)).toBe(transcript)
    }
  })

  test('the same page again keeps every message object', () => {
    const messages = [rows.user('one', 'k'), rows.assistant('two')]
    const once = applyHistory(newTranscript(mainKey), page(messages), 1)
    const twice = applyHistory(once, page(structuredClone(messages)), 1)
    expect(twice.history).toBe(once.history)
  })
})

describe('history after a turn', () => {
  const run = runEvents('k')

  test('holds what was streamed, under the same keys', () => {
    const streamed = hear(sent('k', 'hello'), [run.delta(1, 'hi', 'hi'), run.final(2, 'hi')])
    const synced = applyHistory(
      historyAsked(streamed),
      page([rows.user('hello', 'k'), rows.assistant('hi')]),
      1,
    )
    expect(keys(synced)).toEqual(keys(streamed))
    expect(texts(synced)).toEqual(texts(streamed))
    expect(synced.tail).toEqual([])
  })

  test('does not take away an answer that ended after it was asked for, and is asked for again', () => {
    const asked = historyAsked(hear(sent('k', 'hello'), [run.delta(1, 'h', 'h')]))
    const ended = hear(asked, [run.delta(2, 'i', 'hi'), run.final(3, 'hi')])
    const early = applyHistory(ended, page([rows.user('hello', 'k')]), 1)
    expect(texts(early)).toEqual(['user: hello', 'assistant: hi'])
    expect(needsHistory(early)).toBe(true)
    const later = applyHistory(historyAsked(early), page([rows.user('hello', 'k'), rows.assistant('hi')]), 1)
    expect(texts(later)).toEqual(['user: hello', 'assistant: hi'])
    expect(needsHistory(later)).toBe(false)
  })

  test('keeps saying why an answer is missing', () => {
    const failed = hear(sent('k', 'hello'), [run.error(2, 'LLM request failed')])
    const synced = applyHistory(historyAsked(failed), page([rows.user('hello', 'k')]), 1)
    expect(transcriptMessages(synced).map(message => message.error)).toEqual([
      undefined,
      'LLM request failed',
    ])
    const next = applyHistory(
      synced,
      page([rows.user('hello', 'k'), rows.user('again', 'k2'), rows.assistant('yes')]),
      1,
    )
    expect(transcriptMessages(next).map(message => message.error)).toEqual([
      undefined,
      'LLM request failed',
      undefined,
      undefined,
    ])
  })

  test('keeps a failure that history knows nothing of until something later is written', () => {
    const failed = hear(newTranscript(mainKey), [runEvents('other').error(2, 'LLM request failed')])
    const synced = applyHistory(historyAsked(failed), page([]), 1)
    expect(transcriptMessages(synced).map(message => message.error)).toEqual(['LLM request failed'])
    const more = hear(sent('k2', 'hello', synced), [runEvents('k2').final(3, 'hi')])
    const after = applyHistory(historyAsked(more), page([rows.user('hello', 'k2'), rows.assistant('hi')]), 1)
    expect(transcriptMessages(after).map(message => message.error)).toEqual([undefined, undefined])
  })

  test('a command that leaves no trace stays until something later is written', () => {
    const answered = hear(sent('k', '/status'), [run.final(1, 'all well')])
    const synced = applyHistory(historyAsked(answered), page([]), 1)
    expect(texts(synced)).toEqual(['user: /status', 'assistant: all well'])
    const more = hear(sent('k2', 'hello', synced), [runEvents('k2').final(3, 'hi')])
    const after = applyHistory(historyAsked(more), page([rows.user('hello', 'k2'), rows.assistant('hi')]), 1)
    expect(texts(after)).toEqual(['user: hello', 'assistant: hi'])
  })

  test('a message heard from another channel is not shown twice', () => {
    const row = rows.user('from the phone')
    const heard = hear(newTranscript(mainKey), [committed(row)])
    const synced = applyHistory(historyAsked(heard), page([row, rows.assistant('hi')]), 1)
    expect(texts(synced)).toEqual(['user: from the phone', 'assistant: hi'])
    expect(hear(synced, [committed(row)])).toBe(synced)
  })
})

describe('after a reconnect', () => {
  test('a run in flight is adopted, and the next piece continues it', () => {
    const run = runEvents('k')
    const before = hear(sent('k', 'hello'), [run.delta(1, 'echo: he', 'echo: he')])
    const answer = page([rows.user('hello', 'k')], {
      inFlightRun: { runId: 'k', text: 'echo: hello', startedAt: 500, events: [] },
      sessionInfo: { hasActiveRun: true },
    })
    const back = applyHistory(historyAsked(connectionLost(before)), answer, 9)
    expect(texts(back)).toEqual(['user: hello', 'assistant: echo: hello'])
    expect(activeRuns(back)[0]?.startedAt).toBe(500)
    expect(texts(hear(back, [run.delta(40, ' you')]))).toEqual(['user: hello', 'assistant: echo: hello you'])
  })

  test('a run in flight that said nothing yet is adopted too', () => {
    const back = applyHistory(
      newTranscript(mainKey),
      page([rows.user('hello', 'k')], {
        inFlightRun: { runId: 'k', text: '' },
        sessionInfo: { hasActiveRun: true },
      }),
      9,
    )
    expect(activeRuns(back).map(run => run.runId)).toEqual(['k'])
    expect(texts(back)).toEqual(['user: hello'])
  })

  test('pieces that came before the page are not lost to it', () => {
    const run = runEvents('k')
    const asked = historyAsked(newTranscript(mainKey))
    const heard = hear(asked, [run.delta(8, 'llo', 'echo: hello')])
    const answer = page([rows.user('hello', 'k')], {
      inFlightRun: { runId: 'k', text: 'echo: he' },
      sessionInfo: { hasActiveRun: true },
    })
    expect(texts(applyHistory(heard, answer, 9))).toEqual(['user: hello', 'assistant: echo: hello'])
  })

  test('what the run has written to history already becomes the beginning of its answer', () => {
    const answer = page(
      [
        rows.user('look', 'k'),
        rows.assistant([
          { type: 'text', text: 'Looking. ' },
          { type: 'toolCall', id: 'c1', name: 'exec', arguments: {} },
        ]),
        rows.toolResult('c1', 'exec', 'a.txt'),
      ],
      { inFlightRun: { runId: 'k', text: 'Looking. Found' }, sessionInfo: { hasActiveRun: true } },
    )
    const back = applyHistory(newTranscript(mainKey), answer, 9)
    expect(transcriptMessages(back).map(message => message.blocks.map(block => block.kind))).toEqual([
      ['text'],
      ['text', 'tool', 'text'],
    ])
    expect(texts(hear(back, [runEvents('k').delta(50, ' it.')]))).toEqual([
      'user: look',
      'assistant: Looking. \n\nFound it.',
    ])
  })

  test('a run that ended while we were away is over', () => {
    const before = hear(sent('k', 'hello'), [runEvents('k').delta(1, 'h', 'h')])
    const back = applyHistory(
      historyAsked(connectionLost(before)),
      page([rows.user('hello', 'k'), rows.assistant('hi')]),
      9,
    )
    expect(isRunning(back)).toBe(false)
    expect(texts(back)).toEqual(['user: hello', 'assistant: hi'])
  })

  test('a run the gateway does not name can still be seen and stopped', () => {
    const back = applyHistory(
      newTranscript(mainKey),
      page([rows.user('hello')], { sessionInfo: { hasActiveRun: true } }),
      9,
    )
    expect(isRunning(back)).toBe(true)
    expect(isRunning(hear(back, [runEvents('k').final(3, 'hi')]))).toBe(false)
  })

  test('a gap asks for history once, and a later one again', () => {
    const once = missed(newTranscript(mainKey))
    expect(missed(once)).toBe(once)
    const asked = historyAsked(once)
    const again = missed(asked)
    expect(needsHistory(applyHistory(again, page([]), 1))).toBe(true)
    expect(needsHistory(applyHistory(asked, page([]), 1))).toBe(false)
  })
})

describe('a send whose answer was lost', () => {
  const onItsWay = addOutgoing(newTranscript(mainKey), {
    sendKey: 'k',
    text: 'hello',
    at: Date.UTC(2026, 10, 22),
  })

  test('is uncertain when the connection goes', () => {
    expect(outgoingSends(connectionLost(onItsWay))[0]?.delivery).toBe('uncertain')
  })

  test('is found in history by its key and becomes an ordinary message', () => {
    const back = applyHistory(
      historyAsked(connectionLost(onItsWay)),
      page([rows.user('hello', 'k'), rows.assistant('hi')]),
      1,
    )
    expect(texts(back)).toEqual(['user: hello', 'assistant: hi'])
    expect(outgoingSends(back)).toEqual([])
  })

  test.each([
    { pendingInputs: { items: [{ runId: 'k', text: 'hello' }], total: 1 } },
    { pendingInputs: [{ idempotencyKey: 'k:user' }] },
  ])('is found among what the gateway has not written yet: %j', more => {
    const back = applyHistory(historyAsked(connectionLost(onItsWay)), page([], more), 1)
    expect(outgoingSends(back)[0]?.delivery).toBe('sent')
  })

  test('is not called missing when the page does not reach back far enough', () => {
    const newest = [{ ...rows.user('something else'), timestamp: Date.UTC(2026, 10, 23) }]
    const unknown = applyHistory(historyAsked(connectionLost(onItsWay)), page(newest, { hasMore: true }), 1)
    expect(outgoingSends(unknown)[0]).toMatchObject({ delivery: 'uncertain', notInHistory: undefined })
    const known = applyHistory(historyAsked(connectionLost(onItsWay)), page(newest, { hasMore: false }), 1)
    expect(outgoingSends(known)[0]).toMatchObject({ delivery: 'uncertain', notInHistory: true })
  })

  test('is sent again under the same key, or discarded, only when the person says so', () => {
    const uncertain = sendFailed(onItsWay, 'k', { delivery: 'uncertain', error: lost })
    expect(outgoingSends(sendAgain(uncertain, 'k'))[0]).toMatchObject({
      delivery: 'sending',
      sendKey: 'k',
      error: undefined,
    })
    expect(texts(discardSend(uncertain, 'k'))).toEqual([])
  })
})

describe('paging', () => {
  const many = Array.from({ length: 12 }, (_, i) => rows.user(`m${i}`, `s${i}`))

  test('adds older rows before the rest and knows where to go on', () => {
    let transcript = applyHistory(
      newTranscript(mainKey),
      page(many.slice(8), { hasMore: true, nextOffset: 4 }),
      1,
    )
    expect(transcript.older).toEqual({ hasMore: true, nextOffset: 4 })
    transcript = applyOlderHistory(transcript, page(many.slice(4, 8), { hasMore: true, nextOffset: 8 }), 4)
    transcript = applyOlderHistory(transcript, page(many.slice(0, 4), { hasMore: false }), 8)
    expect(texts(transcript)).toEqual(many.map(row => `user: ${row.content}`))
    expect(transcript.older.hasMore).toBe(false)
  })

  test('counts rows once that two pages hold, for offsets move while people talk', () => {
    let transcript = applyHistory(newTranscript(mainKey), page(many.slice(8), { hasMore: true }), 1)
    expect(transcript.older.nextOffset).toBe(4)
    transcript = applyOlderHistory(transcript, page(many.slice(5, 10), { hasMore: true }), 4)
    expect(texts(transcript)).toEqual(many.slice(5).map(row => `user: ${row.content}`))
  })

  test('keeps what was paged in when the newest page is read again', () => {
    let transcript = applyHistory(
      newTranscript(mainKey),
      page(many.slice(4, 8), { hasMore: true, nextOffset: 4 }),
      1,
    )
    transcript = applyOlderHistory(transcript, page(many.slice(0, 4), { hasMore: false, nextOffset: 8 }), 4)
    transcript = applyHistory(transcript, page(many.slice(6, 10), { hasMore: true, nextOffset: 4 }), 1)
    expect(texts(transcript)).toEqual(many.slice(0, 10).map(row => `user: ${row.content}`))
    expect(transcript.older).toEqual({ hasMore: false, nextOffset: 10 })
  })

  test('starts over when the newest page does not touch what was there', () => {
    let transcript = applyHistory(newTranscript(mainKey), page(many.slice(0, 2)), 1)
    transcript = applyHistory(transcript, page(many.slice(8), { hasMore: true, nextOffset: 4 }), 1)
    expect(texts(transcript)).toEqual(many.slice(8).map(row => `user: ${row.content}`))
    expect(transcript.older).toEqual({ hasMore: true, nextOffset: 4 })
  })

  test('ends at an empty page, whatever it claims', () => {
    const transcript = applyHistory(newTranscript(mainKey), page(many.slice(8), { hasMore: true }), 1)
    expect(applyOlderHistory(transcript, page([], { hasMore: true }), 4).older.hasMore).toBe(false)
  })

  test('a reset leaves only what follows it', () => {
    const transcript = applyHistory(newTranscript(mainKey), page(many), 1)
    const after = applyHistory(transcript, page([rows.reset()]), 1)
    expect(transcriptMessages(after).map(message => message.boundary)).toEqual(['reset'])
  })
})
