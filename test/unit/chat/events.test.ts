import { describe, expect, test } from 'vitest'
import {
  activeRuns,
  applyChatEvent,
  fullSessionKey,
  isRunning,
  needsHistory,
  newTranscript,
  outgoingSends,
  transcriptMessages,
} from '../../../src-shared/chat.ts'
import type { Transcript } from '../../../src-shared/chat.ts'
import { plainText } from '../../../src-shared/chat-content.ts'
import { describeRun } from '../../../src-shared/chat-run.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { addOutgoing, markStopping, sendAccepted, sendFailed } from '../../../src-shared/chat-sending.ts'
import { errorReport } from '../../../src-shared/errors.ts'
import { assistantMessage, committed, hear, mainKey, rows, runEvents } from '../../support/chat-events.ts'

const texts = (transcript: Transcript) =>
  transcriptMessages(transcript).map(message => `${message.role}: ${plainText(message.blocks)}`)
const last = (transcript: Transcript) => transcriptMessages(transcript).at(-1)
const sent = (key: string, text: string) =>
  sendAccepted(
    addOutgoing(newTranscript(mainKey), { sendKey: key, text, at: 1 }),
    key,
    { runId: key, status: 'started' },
    2,
  )

describe('one turn', () => {
  const run = runEvents('k')
  const turn = [
    run.status(1, 'preparing_workspace'),
    run.status(2, 'preparing_context'),
    run.lifecycle(3, 'start'),
    run.status(4, 'starting_model'),
    run.lifecycle(5, 'model'),
    run.agent(7, 'assistant', { text: 'echo: he', delta: 'he', itemId: 'a:1' }),
    run.delta(7, 'he', 'echo: he'),
    run.delta(12, 'llo', 'echo: hello'),
    run.delta(27, ' you', 'echo: hello you'),
    run.lifecycle(28, 'finishing'),
    run.final(27, 'echo: hello you'),
    run.lifecycle(29, 'end'),
  ]

  test('is shown as it comes and ends with the final text', () => {
    let transcript = sent('k', 'hello you')
    const seen: string[] = []
    for (const event of turn) {
      transcript = applyChatEvent(transcript, event, 1000)
      const answer = last(transcript)
      if (answer?.role === 'assistant') seen.push(plainText(answer.blocks))
    }
    expect([...new Set(seen)]).toEqual(['echo: he', 'echo: hello', 'echo: hello you'])
    expect(texts(transcript)).toEqual(['user: hello you', 'assistant: echo: hello you'])
    expect(last(transcript)?.outcome).toBe('done')
    expect(isRunning(transcript)).toBe(false)
    expect(needsHistory(transcript)).toBe(false)
  })

  test('names what the gateway is doing until the first word', () => {
    let transcript = sent('k', 'hi')
    const said = turn.slice(0, 7).map(event => {
      transcript = applyChatEvent(transcript, event, 1000)
      return activeRuns(transcript).map(run => describeRun(run, inEnglish))[0]
    })
    expect(said).toEqual([
      'Preparing the workspace…',
      'Preparing the context…',
      'Preparing the context…',
      'Starting the model…',
      'Starting the model…',
      'Starting the model…',
      'Answering…',
    ])
  })

  test('changes one message object for one token and shares the rest', () => {
    const before = hear(sent('k', 'hi'), turn.slice(0, 7))
    const after = applyChatEvent(before, turn[7]!, 1000)
    expect(after.history).toBe(before.history)
    expect(transcriptMessages(after)[0]).toBe(transcriptMessages(before)[0])
    expect(transcriptMessages(after)[1]).not.toBe(transcriptMessages(before)[1])
  })

  test('with every event delivered twice looks the same', () => {
    const once = hear(sent('k', 'hi'), turn)
    const twice = hear(
      sent('k', 'hi'),
      turn.flatMap(event => [event, event]),
    )
    expect(transcriptMessages(twice)).toEqual(transcriptMessages(once))
    expect(hear(once, turn)).toBe(once)
  })

  test('ignores an older piece that comes late', () => {
    const heard = hear(newTranscript(mainKey), [
      run.delta(7, 'he', 'he'),
      run.delta(12, 'llo', 'hello'),
      run.delta(9, 'l', 'hel'),
    ])
    expect(texts(heard)).toEqual(['assistant: hello'])
  })

  test('does not mind holes in the run’s own count', () => {
    const heard = hear(newTranscript(mainKey), [run.delta(3, 'a'), run.delta(40, 'b'), run.delta(41, 'c')])
    expect(texts(heard)).toEqual(['assistant: abc'])
    expect(needsHistory(heard)).toBe(false)
  })

  test('takes the whole text over the pieces when they disagree', () => {
    const heard = hear(newTranscript(mainKey), [run.delta(3, 'ab', 'ab'), run.delta(9, 'ef', 'abcdef')])
    expect(texts(heard)).toEqual(['assistant: abcdef'])
  })

  test('starts over when the gateway says replace', () => {
    const heard = hear(newTranscript(mainKey), [
      run.delta(3, 'draft'),
      run.replace(4, 'better'),
      run.delta(5, ' text'),
    ])
    expect(texts(heard)).toEqual(['assistant: better text'])
  })
})

describe('whose events they are', () => {
  test('another session’s events change nothing', () => {
    const transcript = newTranscript(mainKey)
    const other = runEvents('x', 'agent:main:dashboard:1')
    for (const event of [
      other.status(1, 'starting_model'),
      other.delta(2, 'hi', 'hi'),
      other.thinking(3, 'hm'),
      other.final(4, 'hi'),
    ]) {
      expect(applyChatEvent(transcript, event, 1)).toBe(transcript)
    }
  })

  test('main is short for the main session’s full key, and only that', () => {
    expect(fullSessionKey('main', 'agent:main:main')).toBe('agent:main:main')
    expect(fullSessionKey('main', 'agent:work:home')).toBe('agent:work:home')
    expect(fullSessionKey('agent:main:x', 'agent:main:main')).toBe('agent:main:x')
  })

  test('the agent’s own heartbeat is not an answer', () => {
    const beat = runEvents('beat').thinking(1, 'anything to do?')
    const transcript = newTranscript(mainKey)
    expect(applyChatEvent(transcript, { ...beat, payload: { ...beat.payload, isHeartbeat: true } }, 1)).toBe(
      transcript,
    )
  })

  test('a message written on another channel appears above its answer, whichever is heard first', () => {
    const run = runEvents('t')
    const question = committed(rows.user('from the phone', 't'))
    const inOrder = hear(newTranscript(mainKey), [question, run.delta(1, 'hi', 'hi')])
    const reversed = hear(newTranscript(mainKey), [run.delta(1, 'hi', 'hi'), question])
    expect(texts(inOrder)).toEqual(['user: from the phone', 'assistant: hi'])
    expect(texts(reversed)).toEqual(texts(inOrder))
  })

  test('our own message, once written, is not shown a second time', () => {
    const transcript = hear(sent('k', 'hello'), [committed(rows.user('hello', 'k'))])
    expect(texts(transcript)).toEqual(['user: hello'])
  })
})

describe('how a run ends', () => {
  const run = runEvents('k')

  test.each([
    {
      ends: 'with its text',
      events: [run.final(9, 'whole')],
      expected: 'whole',
      outcome: 'done',
      missing: false,
    },
    {
      ends: 'stopped, keeping the partial text',
      events: [run.aborted(9, 'partly')],
      expected: 'partly',
      outcome: 'aborted',
      missing: false,
    },
    {
      ends: 'stopped without a message',
      events: [run.aborted(9)],
      expected: 'part',
      outcome: 'aborted',
      missing: true,
    },
    {
      ends: 'with an error',
      events: [run.error(9, 'LLM request failed: 400')],
      expected: 'part',
      outcome: 'failed',
      missing: true,
    },
    {
      ends: 'twice: the first counts',
      events: [run.error(9, 'LLM request failed: 400'), run.error(1, 'other words')],
      expected: 'part',
      outcome: 'failed',
      missing: true,
    },
    {
      ends: 'twice: a late final does not revive it',
      events: [run.aborted(9, 'partly'), run.final(1, 'whole')],
      expected: 'partly',
      outcome: 'aborted',
      missing: false,
    },
    {
      ends: 'with late events after it',
      events: [run.final(9, 'whole'), run.delta(10, 'more', 'whole more'), run.thinking(11, 'hm')],
      expected: 'whole',
      outcome: 'done',
      missing: false,
    },
    { ends: 'without a message', events: [run.final(9)], expected: 'part', outcome: 'done', missing: true },
  ])('$ends', ({ events, expected, outcome, missing }) => {
    const transcript = hear(sent('k', 'hi'), [run.delta(2, 'part', 'part'), ...events])
    expect(plainText(last(transcript)?.blocks ?? [])).toBe(expected)
    expect(last(transcript)?.outcome).toBe(outcome)
    expect(isRunning(transcript)).toBe(false)
    expect(needsHistory(transcript)).toBe(missing)
  })

  test('an error’s first words are the ones shown', () => {
    const transcript = hear(sent('k', 'hi'), [
      run.error(9, 'LLM request failed: 400'),
      run.error(1, 'other words'),
    ])
    expect(last(transcript)?.error).toBe('LLM request failed: 400')
  })

  test('a slash command gives one final and nothing before it', () => {
    const transcript = hear(sent('k', '/status'), [runEvents('k').final(1, 'OpenClaw 2026.9.6')])
    expect(texts(transcript)).toEqual(['user: /status', 'assistant: OpenClaw 2026.9.6'])
  })

  test('a message steered into a running answer ends empty, and the answer goes on', () => {
    const first = runEvents('k1')
    let transcript = hear(sent('k1', 'one'), [first.delta(3, 'a', 'a')])
    transcript = addOutgoing(transcript, { sendKey: 'k2', text: 'also two', at: 3 })
    transcript = sendAccepted(transcript, 'k2', { runId: 'k2', status: 'started' }, 4)
    transcript = hear(transcript, [runEvents('k2').final(1), first.delta(8, 'b', 'ab')])
    expect(texts(transcript)).toEqual(['user: one', 'assistant: ab', 'user: also two'])
    expect(activeRuns(transcript).map(r => r.runId)).toEqual(['k1'])
    expect(needsHistory(transcript)).toBe(true)
  })

  test('a stop is only a wish until an event confirms it', () => {
    const running = hear(sent('k', 'hi'), [run.delta(2, 'part', 'part')])
    const stopping = markStopping(running, true)
    expect(activeRuns(stopping).map(run => describeRun(run, inEnglish))).toEqual(['Stopping…'])
    expect(isRunning(hear(stopping, [run.delta(3, 'y', 'party')]))).toBe(true)
    expect(isRunning(hear(stopping, [run.aborted(4, 'part')]))).toBe(false)
    expect(activeRuns(markStopping(stopping, false)).map(run => describeRun(run, inEnglish))).toEqual([
      'Answering…',
    ])
  })

  test('a session list that knows of no run any more means the end was missed', () => {
    const running = hear(sent('k', 'hi'), [run.delta(2, 'part', 'part')])
    const changed = {
      event: 'sessions.changed',
      payload: { sessionKey: mainKey, reason: 'agent.input.settled', hasActiveRun: false },
    }
    expect(needsHistory(applyChatEvent(running, changed, 1))).toBe(true)
    expect(needsHistory(applyChatEvent(newTranscript(mainKey), changed, 1))).toBe(false)
  })
})

describe('tools and thinking', () => {
  const run = runEvents('k')
  const blocks = (transcript: Transcript) => last(transcript)?.blocks

  test('stand where they happened in the text', () => {
    const transcript = hear(newTranscript(mainKey), [
      run.thinking(1, 'let me'),
      run.thinking(2, 'let me look', ' look'),
      run.delta(3, 'Looking. ', 'Looking. '),
      run.item(4, 'c1', 'exec', 'start', 'List files'),
      run.toolStart(5, 'c1', 'exec', { command: 'ls' }),
      run.toolResult(6, 'c1', 'exec', { content: [{ type: 'text', text: 'a.txt' }] }),
      run.item(7, 'c1', 'exec', 'end', 'List files'),
      run.delta(8, 'Found it.', 'Looking. Found it.'),
    ])
    expect(blocks(transcript)).toEqual([
      { kind: 'thinking', text: 'let me look' },
      { kind: 'text', text: 'Looking. ' },
      {
        kind: 'tool',
        id: 'c1',
        name: 'exec',
        title: 'List files',
        args: '{\n  "command": "ls"\n}',
        result: 'a.txt',
        media: undefined,
        status: 'done',
      },
      { kind: 'text', text: 'Found it.' },
    ])
  })

  test('keep their cards when the final text is only the last stretch, and history is asked for', () => {
    const transcript = hear(newTranscript(mainKey), [
      run.delta(1, 'Looking. ', 'Looking. '),
      run.toolStart(2, 'c1', 'exec', {}),
      run.toolResult(3, 'c1', 'exec', 'ok'),
      run.delta(4, 'Done.', 'Looking. Done.'),
      run.final(5, 'Done.'),
    ])
    expect(blocks(transcript)?.map(block => block.kind)).toEqual(['text', 'tool', 'text'])
    expect(needsHistory(transcript)).toBe(true)
  })

  test('an error result is marked, and a call without a result is not called done', () => {
    const transcript = hear(newTranscript(mainKey), [
      run.toolStart(2, 'c1', 'exec', {}),
      run.toolResult(3, 'c1', 'exec', 'no such file', true),
      run.toolStart(4, 'c2', 'exec', {}),
      run.aborted(5),
    ])
    expect(blocks(transcript)?.map(block => (block.kind === 'tool' ? block.status : ''))).toEqual([
      'failed',
      'unknown',
    ])
  })

  test('say which tool is in use', () => {
    const transcript = hear(newTranscript(mainKey), [run.item(4, 'c1', 'exec', 'start', 'List files')])
    expect(activeRuns(transcript).map(run => describeRun(run, inEnglish))).toEqual(['Using List files…'])
  })
})

describe('sending', () => {
  const error = errorReport('NOT_CONNECTED', {})

  test('shows the message at once and once', () => {
    const once = addOutgoing(newTranscript(mainKey), { sendKey: 'k', text: 'hello', at: 1 })
    expect(texts(once)).toEqual(['user: hello'])
    expect(addOutgoing(once, { sendKey: 'k', text: 'hello', at: 1 })).toBe(once)
  })

  test('shows a message once when its row is heard before the outbox tells of it, as in another window', () => {
    const message = { role: 'user', content: 'hello', idempotencyKey: 'k:user' }
    const row = (id: string) => ({
      event: 'session.message',
      payload: { sessionKey: mainKey, message: { ...message, __openclaw: { id } } },
    })
    const heard = hear(newTranscript(mainKey), [row('e1')])
    expect(addOutgoing(heard, { sendKey: 'k', text: 'hello', at: 1 })).toBe(heard)
    expect(texts(hear(heard, [row('e2')]))).toEqual(['user: hello'])
  })

  test('an event of its run proves that it arrived, even when the answer never came', () => {
    let transcript = addOutgoing(newTranscript(mainKey), { sendKey: 'k', text: 'hello', at: 1 })
    transcript = hear(transcript, [runEvents('k').status(1, 'starting_model')])
    expect(outgoingSends(transcript)[0]?.delivery).toBe('sent')
    expect(sendFailed(transcript, 'k', { delivery: 'uncertain', error })).toBe(transcript)
  })

  test('a refusal is certain and needs no history, a lost answer does', () => {
    const sending = addOutgoing(newTranscript(mainKey), { sendKey: 'k', text: 'hello', at: 1 })
    expect(needsHistory(sendFailed(sending, 'k', { delivery: 'failed', error }))).toBe(false)
    expect(needsHistory(sendFailed(sending, 'k', { delivery: 'uncertain', error }))).toBe(true)
  })

  test('an answer that says it was done before asks history for the answer', () => {
    const sending = addOutgoing(newTranscript(mainKey), { sendKey: 'k', text: 'hello', at: 1 })
    const accepted = sendAccepted(sending, 'k', { runId: 'k', status: 'ok' }, 1)
    expect(needsHistory(accepted)).toBe(true)
    expect(isRunning(accepted)).toBe(false)
  })
})

test('a final may bring what was never streamed', () => {
  const message = {
    ...assistantMessage('See:'),
    content: [
      { type: 'text', text: 'See:' },
      { type: 'image', mimeType: 'image/png', data: 'iVBO' },
      { type: 'hologram' },
    ],
  }
  const transcript = applyChatEvent(
    newTranscript(mainKey),
    { event: 'chat', payload: { runId: 'k', sessionKey: mainKey, seq: 1, state: 'final', message } },
    1,
  )
  expect(last(transcript)?.blocks.map(block => block.kind)).toEqual(['text', 'media', 'unsupported'])
})
