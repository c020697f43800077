// Frames of the protocol, and what a broken or hostile client might make of them.
import type { SeededRandom } from './seeded-random.ts'
import { connectParams } from './test-gateway.ts'

/** What goes over the wire: text, or a binary frame. */
export type WireFrame = string | Buffer

const sessionKey = 'main'
const text = 'Hello there, “friend” 👋'
const nodeId = 'a'.repeat(64)

/** One sound request for nearly every method there is. Slash commands are answered without a model. */
const requests: readonly (readonly [method: string, params: object])[] = [
  ['health', {}],
  ['status', { deep: true }],
  ['agents.list', {}],
  ['models.list', {}],
  ['commands.list', {}],
  ['chat.send', { sessionKey, message: '/status', idempotencyKey: 'k-1' }],
  ['chat.history', { sessionKey, limit: 20 }],
  ['chat.message.get', { sessionKey, messageId: 'm-1' }],
  ['chat.inject', { sessionKey, message: text, label: 'note' }],
  ['chat.abort', { sessionKey, runId: 'k-1' }],
  ['agent', { message: '/help', sessionKey, idempotencyKey: 'k-2', timeout: 5 }],
  ['agent.wait', { runId: 'k-2', timeoutMs: 1 }],
  ['sessions.list', { limit: 10, includeDerivedTitles: true, includeLastMessage: true, search: text }],
  ['sessions.create', { label: 'Work' }],
  ['sessions.patch', { key: sessionKey, label: 'Holidays' }],
  ['sessions.reset', { key: sessionKey }],
  ['sessions.delete', { key: 'other' }],
  ['sessions.compact', { key: 'other' }],
  ['sessions.abort', { key: sessionKey }],
  ['sessions.describe', { key: sessionKey }],
  ['sessions.subscribe', {}],
  ['sessions.messages.subscribe', { key: sessionKey }],
  ['config.get', {}],
  ['config.set', { raw: '{ ui: { seamColor: "red" } }', baseHash: 'stale' }],
  ['config.patch', { raw: '{ ui: { seamColor: "blue" } }', baseHash: 'stale' }],
  ['config.schema', {}],
  ['channels.status', { probe: false, timeoutMs: 1_000 }],
  ['send', { to: '+1', channel: 'telegram', message: text, idempotencyKey: 'k-3' }],
  ['wake', { mode: 'now', text: '/status' }],
  ['logs.tail', { cursor: 0, limit: 10, maxBytes: 1_000 }],
  ['device.pair.list', {}],
  ['device.pair.approve', { requestId: 'r-1' }],
  ['device.pair.reject', { requestId: 'r-1' }],
  ['device.pair.remove', { deviceId: nodeId }],
  ['device.token.rotate', { deviceId: nodeId, role: 'operator', scopes: ['operator.read'] }],
  ['device.token.revoke', { deviceId: nodeId, role: 'operator' }],
  ['node.list', {}],
  ['node.describe', { nodeId }],
  ['node.pair.list', {}],
  ['node.pair.approve', { requestId: 'r-1' }],
  ['node.rename', { nodeId, displayName: 'Kitchen' }],
  [
    'node.invoke',
    { nodeId, command: 'system.run', params: { argv: ['ls'] }, timeoutMs: 1, idempotencyKey: 'k-4' },
  ],
  ['node.event', { event: 'voice.transcript', payloadJSON: '{"text":"hi"}' }],
  ['node.invoke.result', { id: 'i-1', nodeId, ok: true, payloadJSON: '{}' }],
  ['exec.approval.list', {}],
  ['exec.approval.get', { id: 'a-1' }],
  ['exec.approval.resolve', { id: 'a-1', decision: 'deny' }],
  ['voicewake.get', {}],
  ['voicewake.set', { triggers: ['computer', text] }],
  ['voicewake.routing.set', { config: { version: 1, defaultTarget: { mode: 'current' }, routes: [] } }],
]

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

// JSON.stringify cannot write these; they take the place of a mark in the text.
const rawMark = '@raw@'
const rawValues = [
  '1e400',
  '-1e400',
  '1e-400',
  '0.1e+9999',
  '9'.repeat(400),
  '-0',
  '"\\ud800"',
  '"\\udfff\\ud800"',
]

export function deepText(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`
}

/** A frame for after the greeting, sound now and then. `id` is what it was called before anything happened to it. */
export function mutatedRequest(random: SeededRandom, id: string): WireFrame {
  const [method, params] = random.pick(requests)
  return mutated({ type: 'req', id, method, params: params as Json }, random)
}

/** The same for the first frame of a connection. */
export function mutatedConnect(random: SeededRandom): WireFrame {
  return mutated({ type: 'req', id: 'c-1', method: 'connect', params: connectParams() as Json }, random)
}

function mutated(frame: Json, random: SeededRandom): WireFrame {
  const changed = random.several([1], 0, 3).reduce((value: Json) => changeSomewhere(value, random), frame)
  const written = JSON.stringify(changed).replaceAll(`"${rawMark}"`, () => random.pick(rawValues))
  const spoilt = random.chance(0.25) ? spoil(written, random) : written
  if (!random.chance(0.04)) return spoilt
  const bytes = Buffer.from(spoilt)
  // Binary frames may hold what is no text at all.
  for (const at of random.several([0], 0, 4).map(() => random.below(bytes.length)))
    bytes[at] = random.below(256)
  return bytes
}

/** Gives back the value with one place in it changed. */
function changeSomewhere(value: Json, random: SeededRandom): Json {
  const isInner = typeof value === 'object' && value !== null
  if (!isInner || random.chance(0.12)) return hostileValue(random, value)
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1)
    return value.toSpliced(at, 1, changeSomewhere(value[at] ?? null, random))
  }
  const entries = Object.entries(value)
  const at = random.below(entries.length + 1)
  const [key, inner] = entries[at] ?? [random.pick(hostileKeys), null]
  const how = random.below(8)
  if (how === 0) return Object.fromEntries(entries.toSpliced(at, 1))
  const renamed = how === 1 ? random.pick(hostileKeys) : key
  return Object.fromEntries(entries.toSpliced(at, 1, [renamed, changeSomewhere(inner, random)]))
}

const hostileKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  'then',
  'toJSON',
  '\u0000',
  'id',
]

function hostileValue(random: SeededRandom, value: Json): Json {
  const kinds: (() => Json)[] = [
    () => null,
    () => random.chance(0.5),
    () => random.pick([0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), Number.MAX_VALUE, Number.MIN_VALUE]),
    () => rawMark,
    () => '',
    () =>
      random.pick(['__proto__', '\u0000', '../../etc/passwd', '\u202e', '%s%n', "'; DROP TABLE messages;--"]),
    () => text.repeat(1 + random.below(random.chance(0.02) ? 4_000 : 20)),
    () => [],
    () => ({}),
    () => [value, value],
    () => JSON.parse(`{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"ok":1}}}`) as Json,
    () => nested(random.chance(0.1) ? 1_000 : random.below(140)),
    () => Array.from({ length: random.below(200) }, () => 'x'),
    () => random.pick(requests)[0],
  ]
  return random.pick(kinds)()
}

function nested(depth: number): Json {
  let value: Json = 'deep'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Characters lost, doubled, swapped or put in. */
function spoil(written: string, random: SeededRandom): string {
  const at = random.below(written.length)
  const length = 1 + random.below(12)
  const ways: (() => string)[] = [
    () => written.slice(0, at),
    () => written.slice(at),
    () => written.slice(0, at) + written.slice(at + length),
    () => written.slice(0, at) + written.slice(at, at + length) + written.slice(at),
    () =>
      written.slice(0, at) +
      random.pick(['{', '}', '[', ']', '"', '\\', ',', '\u0000', '1e400', 'é']) +
      written.slice(at),
    () => written + written,
    () => (random.chance(0.05) ? deepText(10_000) : ''),
  ]
  return random.pick(ways)()
}
