// From a name and an argument as they came from a window to a reply. Every door's transport ends here.
import { namesOf, type Reply } from '../../src-shared/desktop-api.ts'
import { appError, isAppError, toErrorReport } from '../../src-shared/errors.ts'
import type { Caller, Handler, Handlers } from './accept.ts'
import { measurePlainData } from './plain-data.ts'
import { openRateLimit } from './rate-limit.ts'

/** What no window can need more of: the page's own start asks about twenty questions at once. */
const askBurst = 400
const asksPerSecond = 100
/** A chat history with its attachments is the largest answer; the gateway's own frames end at 25 MiB. */
const maxAnswerBytes = 64 * 1024 * 1024

export type DispatchLog = {
  readonly warn: (message: string, fields?: Record<string, unknown>) => void
  readonly error: (message: string, fields?: Record<string, unknown>) => void
}

export type Dispatch = (name: unknown, argument: unknown) => Promise<Reply>

/**
 * Answers one window's questions; each window has its own, so that one cannot use up another's share.
 * Never rejects: whatever goes wrong is a reply with an ErrorReport.
 */
export function openDispatch(
  handlers: Handlers,
  caller: Caller,
  log: DispatchLog,
  now: () => number = () => performance.now(),
): Dispatch {
  const byName = handlersByName(handlers)
  const rateLimit = openRateLimit(askBurst, asksPerSecond, now)

  return async (name, argument) => {
    try {
      if (!rateLimit.take()) throw appError('ASKED_TOO_OFTEN', { perSecond: asksPerSecond })
      const handler = typeof name === 'string' ? byName.get(name) : undefined
      if (typeof name !== 'string' || !handler)
        throw appError('INVALID_INPUT', { what: 'The question', why: 'there is none of that name' })
      checkArgument(name, argument, handler.maxArgumentBytes)
      const value = await handler.answer(argument, caller, name)
      checkAnswer(value)
      return { ok: true, value }
    } catch (error) {
      if (!isAppError(error)) log.error('a window’s question failed', { question: shown(name), error })
      else if (error.report.kind === 'usage')
        log.warn('a window’s question was refused', { question: shown(name), code: error.code })
      return { ok: false, error: toErrorReport(error) }
    }
  }
}

/** A map rather than the table itself, so that `__proto__.x` or `constructor.name` find nothing. */
function handlersByName(handlers: Handlers): ReadonlyMap<string, Handler> {
  const rooms = handlers as unknown as Record<string, Record<string, Handler>>
  return new Map(
    namesOf('ask').flatMap(name => {
      const [room = '', entry = ''] = name.split('.')
      const handler = rooms[room]?.[entry]
      return handler ? [[name, handler]] : []
    }),
  )
}

function checkArgument(name: string, argument: unknown, maxBytes: number): void {
  const measured = measurePlainData(argument, maxBytes)
  if (measured === 'too-large')
    throw appError('INVALID_INPUT', { what: name, why: `it is larger than ${maxBytes} bytes` })
  if (typeof measured === 'string')
    throw appError('INVALID_INPUT', { what: name, why: 'it is not plain data' })
}

function checkAnswer(value: unknown): void {
  const measured = measurePlainData(value, maxAnswerBytes)
  if (typeof measured === 'string') throw new TypeError(`the answer is ${measured}`)
}

/** A name from outside, short enough for a log line. */
function shown(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 80) : typeof name
}
