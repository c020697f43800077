// A gateway's side of a chat, as the wire has it: events and pages of history, made short to write.
import { applyChatEvent } from '../../src-shared/chat.ts'
import type { Transcript } from '../../src-shared/chat.ts'

export const mainKey = 'agent:main:main'

type WireEvent = { event: string; payload: Record<string, unknown> }

export const assistantMessage = (text: string) => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
  timestamp: 1_795_332_902_072,
})

export function runEvents(runId: string, sessionKey: string = mainKey) {
  const base = { runId, sessionKey, agentId: 'main' }
  const chat = (payload: Record<string, unknown>): WireEvent => ({
    event: 'chat',
    payload: { ...base, ...payload },
  })
  const agent = (seq: number, stream: string, data: Record<string, unknown>): WireEvent => ({
    event: 'agent',
    payload: { runId, sessionKey, seq, stream, data, ts: 1_795_332_902_072 + seq, isHeartbeat: false },
  })
  return {
    status: (seq: number, phase: string) => chat({ seq, state: 'status', phase }),
    /** A delta as the real gateway sends it: the new piece and the whole text so far. */
    delta: (seq: number, deltaText: string, whole?: string) =>
      chat({
        seq,
        state: 'delta',
        deltaText,
        ...(whole === undefined ? {} : { message: assistantMessage(whole) }),
      }),
    replace: (seq: number, deltaText: string) => chat({ seq, state: 'delta', deltaText, replace: true }),
    final: (seq: number, text?: string) =>
      chat({
        seq,
        state: 'final',
        stopReason: 'stop',
        ...(text === undefined ? {} : { message: assistantMessage(text) }),
      }),
    aborted: (seq: number, text?: string) =>
      chat({
        seq,
        state: 'aborted',
        stopReason: 'rpc',
        ...(text === undefined ? {} : { message: assistantMessage(text) }),
      }),
    error: (seq: number, errorMessage: string) => chat({ seq, state: 'error', errorMessage }),
    agent,
    lifecycle: (seq: number, phase: string) => agent(seq, 'lifecycle', { phase }),
    thinking: (seq: number, text: string, delta: string = text) => agent(seq, 'thinking', { text, delta }),
    item: (seq: number, toolCallId: string, name: string, phase: 'start' | 'end', title: string = name) =>
      agent(seq, 'item', {
        itemId: `tool:${toolCallId}`,
        toolCallId,
        name,
        kind: 'tool',
        phase,
        title,
        status: phase === 'start' ? 'running' : 'completed',
      }),
    toolStart: (seq: number, toolCallId: string, name: string, args: unknown) =>
      agent(seq, 'tool', { phase: 'start', name, toolCallId, args }),
    toolResult: (seq: number, toolCallId: string, name: string, result: unknown, isError: boolean = false) =>
      agent(seq, 'tool', { phase: 'result', name, toolCallId, result, isError }),
  }
}

export function committed(row: Record<string, unknown>, sessionKey: string = mainKey): WireEvent {
  return { event: 'session.message', payload: { sessionKey, message: row } }
}

let entry = 0
const meta = (extra: Record<string, unknown> = {}) => {
  entry += 1
  return { __openclaw: { id: `entry-${entry}`, seq: entry, ...extra } }
}

export const rows = {
  user: (text: string, sendKey?: string, extra: Record<string, unknown> = {}) => ({
    role: 'user',
    content: text,
    timestamp: 1_795_332_900_000 + entry,
    ...(sendKey === undefined ? {} : { idempotencyKey: `${sendKey}:user` }),
    ...meta(extra),
  }),
  assistant: (
    content: string | readonly unknown[],
    extra: Record<string, unknown> = {},
    fields: Record<string, unknown> = {},
  ) => ({
    role: 'assistant',
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    timestamp: 1_795_332_900_000 + entry,
    ...fields,
    ...meta(extra),
  }),
  toolResult: (toolCallId: string, toolName: string, text: string, isError: boolean = false) => ({
    role: 'toolResult',
    toolCallId,
    toolName,
    content: [{ type: 'text', text }],
    isError,
    timestamp: 1_795_332_900_000 + entry,
    ...meta(),
  }),
  reset: () => ({
    role: 'system',
    content: '',
    timestamp: 1_795_332_900_000 + entry,
    ...meta({ kind: 'reset' }),
  }),
}

export function page(
  messages: readonly unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    sessionKey: mainKey,
    sessionId: 'session-1',
    messages,
    hasMore: false,
    totalMessages: messages.length,
    sessionInfo: { hasActiveRun: false },
    ...more,
  }
}

export function hear(transcript: Transcript, events: readonly WireEvent[], now: number = 1000): Transcript {
  return events.reduce((soFar, event) => applyChatEvent(soFar, event, now), transcript)
}
