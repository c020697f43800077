import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyChatEvent, newTranscript, transcriptMessages } from '../../../src-shared/chat.ts'
import type { Transcript } from '../../../src-shared/chat.ts'
import { addOutgoing, sendAccepted } from '../../../src-shared/chat-sending.ts'
import {
  applyHistory,
  applyOlderHistory,
  connectionLost,
  historyAsked,
} from '../../../src-shared/chat-sync.ts'
import { assistantMessage, committed, hear, mainKey, page, runEvents } from '../../support/chat-events.ts'

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: fc.anything({ withNullPrototype: true }) })
const ids = fc.constantFrom('k1', 'k2', '__proto__', 'constructor', 'toString', '')
const block = fc.oneof(
  fc.record(
    {
      type: sometimes(
        fc.constantFrom('text', 'thinking', 'toolCall', 'toolResult', 'image', 'hologram', '__proto__'),
      ),
      text: sometimes(fc.string()),
      thinking: sometimes(fc.string()),
      id: sometimes(ids),
      arguments: fc.anything(),
      content: fc.anything(),
      data: sometimes(fc.string()),
      source: fc.anything(),
    },
    { requiredKeys: [] },
  ),
  fc.anything({ withNullPrototype: true }),
)
const content = sometimes(fc.oneof(fc.string(), fc.array(block, { maxLength: 6 })))
const row = sometimes(
  fc.record(
    {
      role: sometimes(fc.constantFrom('user', 'assistant', 'toolResult', 'system', '__proto__')),
      content,
      timestamp: sometimes(fc.double()),
      idempotencyKey: sometimes(fc.constantFrom('k1:user', 'k2:user', ':user')),
      stopReason: sometimes(fc.constantFrom('stop', 'aborted', 'error')),
      errorMessage: fc.anything(),
      toolCallId: sometimes(ids),
      __openclaw: sometimes(
        fc.record(
          {
            id: sometimes(ids),
            runId: sometimes(ids),
            kind: sometimes(fc.constantFrom('reset', 'compaction')),
            media: fc.anything(),
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  ),
)
const anyEvent = fc.record({
  event: fc.constantFrom('chat', 'agent', 'session.message', 'session.tool', 'sessions.changed', 'tick'),
  payload: sometimes(
    fc.record(
      {
        runId: sometimes(ids),
        sessionKey: sometimes(fc.constant(mainKey)),
        seq: sometimes(fc.integer({ min: -2, max: 20 })),
        state: sometimes(fc.constantFrom('status', 'delta', 'final', 'aborted', 'error')),
        stream: sometimes(fc.constantFrom('item', 'tool', 'thinking', 'lifecycle', 'assistant')),
        phase: sometimes(fc.constantFrom('start', 'result', 'starting_model')),
        deltaText: sometimes(fc.string()),
        replace: sometimes(fc.boolean()),
        message: row,
        errorMessage: fc.anything(),
        reason: fc.anything(),
        data: sometimes(
          fc.record(
            {
              toolCallId: sometimes(ids),
              name: sometimes(ids),
              phase: sometimes(fc.constantFrom('start', 'result', 'end')),
              args: fc.anything(),
              result: fc.anything(),
              text: sometimes(fc.string()),
              delta: sometimes(fc.string()),
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  ),
})
const anyPage = sometimes(
  fc.record(
    {
      messages: sometimes(fc.array(row, { maxLength: 8 })),
      hasMore: fc.anything(),
      nextOffset: sometimes(fc.double()),
      sessionId: sometimes(ids),
      sessionKey: sometimes(fc.constant(mainKey)),
      sessionInfo: sometimes(
        fc.record({ hasActiveRun: sometimes(fc.boolean()), activeRunIds: sometimes(fc.array(ids)) }),
      ),
      inFlightRun: sometimes(
        fc.record({
          runId: sometimes(ids),
          text: sometimes(fc.string()),
          startedAt: fc.anything(),
          events: sometimes(fc.array(fc.anything())),
        }),
      ),
      pendingInputs: sometimes(fc.array(fc.anything())),
    },
    { requiredKeys: [] },
  ),
)
const step = fc.oneof(
  anyEvent.map(event => (t: Transcript) => applyChatEvent(t, event, 1)),
  anyPage.map(answer => (t: Transcript) => applyHistory(t, answer, 1)),
  anyPage.map(answer => (t: Transcript) => applyOlderHistory(t, answer, 5)),
  ids.map(key => (t: Transcript) => addOutgoing(t, { sendKey: key, text: 'x', at: 1 })),
  fc.tuple(ids, fc.anything()).map(
    ([key, answer]) =>
      (t: Transcript) =>
        sendAccepted(t, key, answer, 1),
  ),
  fc.constant(historyAsked),
  fc.constant(connectionLost),
)

describe('whatever a gateway sends', () => {
  test('nothing throws, keys stay unique and no prototype is touched', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), steps => {
        const transcript = steps.reduce((soFar, go) => go(soFar), newTranscript(mainKey))
        const keys = transcriptMessages(transcript).map(message => message.key)
        expect(new Set(keys).size).toBe(keys.length)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  test('an event applied twice in a row is an event applied once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), anyEvent, (steps, event) => {
        const before = steps.reduce((soFar, go) => go(soFar), newTranscript(mainKey))
        const once = applyChatEvent(before, event, 1)
        expect(applyChatEvent(once, event, 1)).toEqual(once)
      }),
      { numRuns: 1500 },
    )
  })

  test('deeply nested and very long values are cut, not fatal', () => {
    const deep: Record<string, unknown> = {}
    let at = deep
    for (let i = 0; i < 20_000; i += 1) at = at['x'] = {} as Record<string, unknown>
    const run = runEvents('k')
    const transcript = hear(newTranscript(mainKey), [
      run.toolStart(1, 'c', 'exec', deep),
      run.delta(2, 'x'.repeat(3_000_000)),
      run.final(3, 'y'.repeat(3_000_000)),
    ])
    const sizes = transcriptMessages(transcript).flatMap(message =>
      message.blocks.map(b => (b.kind === 'text' ? b.text.length : 0)),
    )
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000)
  })
})

/** A well-behaved gateway's run: pieces of a text with their whole, growing numbers with holes. */
const goodRun = (runId: string) =>
  fc
    .array(
      fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 5 }), fc.boolean()),
      { minLength: 1, maxLength: 12 },
    )
    .map(pieces => {
      const run = runEvents(runId)
      let seq = 0
      let text = ''
      const deltas = pieces.map(([piece, step, whole]) => {
        seq += step
        text += piece
        return run.delta(seq, piece, whole ? text : undefined)
      })
      return { deltas, final: run.final(seq, text), text, seq }
    })

describe('a well-behaved gateway', () => {
  test('however its events are repeated, the text is the text', () => {
    fc.assert(
      fc.property(goodRun('k'), fc.array(fc.nat(), { maxLength: 10 }), ({ deltas, final, text }, again) => {
        // After each event, some earlier ones come once more.
        const events = deltas.flatMap((delta, i) => [
          delta,
          ...again.filter(n => n % deltas.length <= i).map(n => deltas[n % deltas.length]!),
        ])
        const streamed = hear(newTranscript(mainKey), events)
        expect(transcriptMessages(streamed).map(m => m.blocks)).toEqual([[{ kind: 'text', text }]])
        const ended = hear(streamed, [final, ...events, final])
        expect(transcriptMessages(ended).map(m => [m.outcome, m.blocks])).toEqual([
          ['done', [{ kind: 'text', text }]],
        ])
      }),
    )
  })

  test('pieces that bring the whole text may come in any order: the newest stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 10 }),
        fc.infiniteStream(fc.nat()),
        (pieces, random) => {
          const run = runEvents('k')
          const events = pieces.map((piece, i) => run.delta(i + 1, piece, pieces.slice(0, i + 1).join('')))
          const shuffled = events
            .map(event => ({ event, at: random.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
          const heard = hear(
            newTranscript(mainKey),
            shuffled.map(item => item.event),
          )
          expect(transcriptMessages(heard).map(m => m.blocks)).toEqual([
            [{ kind: 'text', text: pieces.join('') }],
          ])
        },
      ),
    )
  })

  test('start, result and item of one tool call make the same card in any order', () => {
    const run = runEvents('k')
    const events = [
      run.item(1, 'c', 'exec', 'start', 'List files'),
      run.toolStart(2, 'c', 'exec', { command: 'ls' }),
      run.toolResult(3, 'c', 'exec', 'a.txt', true),
      run.item(4, 'c', 'exec', 'end', 'List files'),
    ]
    const expected = transcriptMessages(hear(newTranscript(mainKey), events)).map(m => m.blocks)
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), shuffled => {
        expect(transcriptMessages(hear(newTranscript(mainKey), shuffled)).map(m => m.blocks)).toEqual(
          expected,
        )
      }),
    )
  })

  test('after a sync the screen is history, whatever was heard, missed, repeated or swapped before it', () => {
    const turns = fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.boolean()), { minLength: 1, maxLength: 5 })
      .map(list => [...new Map(list)])
    fc.assert(
      fc.property(turns, fc.infiniteStream(fc.nat({ max: 9 })), (asked, random) => {
        const record: unknown[] = []
        let transcript = newTranscript(mainKey)
        asked.forEach(([key, ours], i) => {
          const run = runEvents(key)
          const question = {
            role: 'user',
            content: `question ${key}`,
            timestamp: i * 10,
            idempotencyKey: `${key}:user`,
            __openclaw: { id: `q-${key}` },
          }
          const answer = {
            ...assistantMessage(`answer ${key}`),
            timestamp: i * 10 + 1,
            __openclaw: { id: `a-${key}` },
          }
          record.push(question, answer)
          if (ours)
            transcript = sendAccepted(
              addOutgoing(transcript, { sendKey: key, text: `question ${key}`, at: i }),
              key,
              { runId: key, status: 'started' },
              i,
            )
          const events = [
            committed(question),
            run.status(1, 'starting_model'),
            run.delta(2, 'answer', 'answer'),
            run.delta(5, ` ${key}`, `answer ${key}`),
            committed(answer),
            run.final(5, `answer ${key}`),
          ]
          const faulty = events.flatMap(event => {
            const luck = random.next().value ?? 0
            return luck < 3 ? [] : luck < 5 ? [event, event] : [event]
          })
          if ((random.next().value ?? 0) < 3) faulty.reverse()
          transcript = hear(transcript, faulty)
        })
        const synced = applyHistory(historyAsked(transcript), page(record), 1)
        const fresh = applyHistory(newTranscript(mainKey), page(record), 1)
        expect(transcriptMessages(synced)).toEqual(transcriptMessages(fresh))
        expect(synced.tail).toEqual([])
      }),
    )
  })
})
