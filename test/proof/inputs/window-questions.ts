// B8: every question of the table, with arguments that no window of ours would send. The real schemas stand before
// answers that only note that they were reached.
import { namesOf } from '../../../src-shared/desktop-api.ts'
import { desktopApiHandlers, type DoorParts } from '../../../src-main/desktop-api/desktop-api-handlers.ts'
import { openDispatch, type Dispatch } from '../../../src-main/desktop-api/dispatch.ts'
import type { Core } from '../../../src-main/core.ts'
import type { WindowDoctor } from '../../../src-main/doctor/window-doctor.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import type { Measure } from '../proof-case.ts'

const large = 'x'.repeat(5 * 1024 * 1024)
/** More than a question that carries attachments may bring. */
const tooLarge = 'x'.repeat(27 * 1024 * 1024)
/** So many at once as one second of the flood. */
const floodAmount = 10_000

/** `amount` arguments for each question. */
export const askWrongly: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const names = namesOf('ask')
  const { ask, reached, failed } = openQuietDispatch()
  const failures: string[] = []
  let asked = 0
  for (const name of names) {
    for (let turn = 0; turn < amount; turn += 1) {
      const { argument, what } = unfit(random)
      reached.length = 0
      const reply = await ask(name, argument)
      asked += 1
      const isRefused = !reply.ok && reply.error.code === 'INVALID_INPUT'
      if (!isRefused || reached.length > 0) failures.push(`${name} took ${what} (turn ${turn}, seed ${seed})`)
      if (failures.length > 20) return { played: turn, passed: 0, failures, numbers: { asked } }
    }
    for (const text of [large, tooLarge]) {
      const reply = await ask(name, { evil: text })
      asked += 1
      if (reply.ok || reply.error.code !== 'INVALID_INPUT') failures.push(`${name} took ${text.length} bytes`)
    }
  }
  failures.push(...failed.map(what => `something else was thrown: ${what}`), ...(await flood()))
  const passed = failures.length === 0 ? amount : 0
  return { played: amount, passed, failures, numbers: { questions: names.length, asked, flood: floodAmount } }
}

/** A second in which a window asks ten thousand times: the burst is answered, and a hundred of the others. */
async function flood(): Promise<string[]> {
  let now = 0
  const { ask } = openQuietDispatch(() => now)
  const codes = new Map<string, number>()
  for (let count = 0; count < floodAmount; count += 1) {
    now += 1_000 / floodAmount
    const reply = await ask('app.nothing', undefined)
    const code = reply.ok ? 'ok' : reply.error.code
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  const letIn = codes.get('INVALID_INPUT') ?? 0
  const kept = codes.get('ASKED_TOO_OFTEN') ?? 0
  return letIn <= 500 && letIn + kept === floodAmount ? [] : [`the flood was not held: ${letIn} let in`]
}

function openQuietDispatch(now?: () => number): { ask: Dispatch; reached: string[]; failed: string[] } {
  const reached: string[] = []
  const failed: string[] = []
  const core = noting(reached) as Core
  const door = noting(reached) as DoorParts
  const handlers = desktopApiHandlers(core, door, noting(reached) as WindowDoctor, () => undefined)
  const log = {
    warn: () => undefined,
    error: (message: string, fields?: Record<string, unknown>) =>
      void failed.push(`${message} ${String(fields?.['error'])}`),
  }
  let time = 0
  const caller = { signal: new AbortController().signal }
  return { ask: openDispatch(handlers, caller, log, now ?? (() => (time += 1_000))), reached, failed }
}

/** Stands for a part that must not be reached: whatever is asked of it is noted. */
function noting(reached: string[]): unknown {
  const part: unknown = new Proxy(() => part, {
    get: (_, name) => {
      // It is no promise: who waits for it goes on.
      if (name === 'then') return undefined
      reached.push(String(name))
      return part
    },
    apply: () => part,
  })
  return part
}

type Unfit = { readonly argument: unknown; readonly what: string }

class Stranger {
  readonly host = 'box'
}

/** Always with something that no schema of the table allows, somewhere in what otherwise may look right. */
function unfit(random: SeededRandom): Unfit {
  const [what, wrong] = random.pick(wrongs)
  const value = wrong(random)
  if (random.chance(0.3)) return { argument: value, what }
  const around = { ...plausible(random), [random.pick(keys)]: value, evil: value }
  return { argument: random.chance(0.2) ? [around, value] : around, what: `${what} in an object` }
}

const keys = [
  'kind',
  'host',
  'url',
  'key',
  'text',
  'method',
  'params',
  'target',
  'id',
  'secret',
  '__proto__',
  '',
]

function plausible(random: SeededRandom): Record<string, unknown> {
  const values = ['box', 'ssh', 'wss://gateway.example', 18_789, true, null, [], {}, '', 'agent:main:main']
  return Object.fromEntries(random.several(keys, 0, 5).map(key => [key, random.pick(values)]))
}

function deep(levels: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

function cycle(): unknown {
  const round: Record<string, unknown> = {}
  round['round'] = round
  return round
}

const wrongs: readonly (readonly [string, (random: SeededRandom) => unknown])[] = [
  ['a function', () => () => undefined],
  ['a symbol', () => Symbol('x')],
  ['a big number', random => BigInt(random.below(1_000))],
  ['no number', () => Number.NaN],
  ['an endless number', () => Number.POSITIVE_INFINITY],
  ['a date', () => new Date(0)],
  ['a map', () => new Map([['host', 'box']])],
  ['a set', () => new Set(['box'])],
  ['bytes', random => new Uint8Array(random.below(64))],
  ['an object of a class', () => new Stranger()],
  ['an error', () => new Error('x')],
  ['a pattern', () => /x/],
  ['a promise', () => Promise.resolve('box')],
  ['two hundred levels', () => deep(200)],
  ['a cycle', cycle],
  ['a list', random => Array.from({ length: random.below(20) }, () => 'x')],
  ['a key too many', random => ({ ...plausible(random), evil: 1 })],
  ['a prototype', () => JSON.parse('{"__proto__":{"host":"box"},"evil":1}') as unknown],
  ['a text', random => 'x'.repeat(random.below(200))],
  ['a number', random => random.below(2 ** 31) - 2 ** 30],
  ['a truth', random => random.chance(0.5)],
]
