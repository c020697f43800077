// Takes what a gateway asks of this node: each call is checked, written down before it has an effect, done once, answered.
import { z } from 'zod'
import { isAppError } from '../../src-shared/errors.ts'
import type { Log } from '../logging/log.ts'
import type { CallLedger } from './call-ledger.ts'
import { refused, type CommandAnswer, type CommandUse, type NodeCommand } from './commands/command.ts'

const Request = z.object({
  id: z.string().min(1).max(200),
  nodeId: z.string(),
  command: z.string().max(200),
  paramsJSON: z.string().nullish(),
  timeoutMs: z.number().positive().nullish(),
  idempotencyKey: z.string().min(1).max(500).nullish(),
})
type Request = z.infer<typeof Request>

export type CallDesk = {
  /** How many are under way. */
  readonly running: number
  /** A `node.invoke.request` as it came over the wire. */
  readonly take: (payload: unknown) => void
  /** A `node.invoke.cancel`. */
  readonly cancel: (payload: unknown) => void
  /** The connection is gone: nobody hears answers, and nobody can be asked. What runs already runs to its end. */
  readonly lost: () => void
  /** Ends everything that is under way, and waits for it. */
  readonly close: () => Promise<void>
}

type DeskParts = {
  readonly nodeId: string
  readonly commands: readonly NodeCommand[]
  readonly ledger: CallLedger
  readonly log: Log
  /** By which this gateway's keys are told from another's. */
  readonly gatewayKey: () => string
  readonly answer: (callId: string, answer: CommandAnswer) => Promise<void>
  readonly ask: (
    callId: string,
    question: Parameters<CommandUse['ask']>[0],
    wait: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ) => ReturnType<CommandUse['ask']>
  readonly changed: () => void
}

const usualTimeoutMs = 30_000
const maxTimeoutMs = 2 * 60 * 60_000
const maxParamsChars = 8 * 1024 * 1024
const maxCalls = 64

export function createCallDesk(parts: DeskParts): CallDesk {
  const { nodeId, commands, ledger, log } = parts
  const byName = new Map(commands.map(command => [command.name, command]))
  const calls = new Map<string, { readonly abort: AbortController; readonly work: Promise<void> }>()
  /** The same key asked again while the first is under way. */
  const underWay = new Map<string, { readonly call: string; readonly answer: Promise<CommandAnswer> }>()
  let connection = new AbortController()

  async function work(request: Request, signal: AbortSignal): Promise<void> {
    const answer = await answerTo(request, signal).catch((error: unknown) => {
      log.error('a command of this node failed', { command: request.command, error })
      return refused('UNAVAILABLE', 'the node failed unexpectedly; its log says more')
    })
    if (signal.aborted) return
    await parts.answer(request.id, answer).catch((error: unknown) => {
      log.info('an answer of this node did not arrive', { command: request.command, error })
    })
  }

  async function answerTo(request: Request, signal: AbortSignal): Promise<CommandAnswer> {
    if (request.nodeId !== nodeId) return refused('INVALID_REQUEST', 'this is another node')
    const command = byName.get(request.command)
    if (!command) return refused('UNAVAILABLE', `this node does not offer ${request.command.slice(0, 100)}`)
    const text = request.paramsJSON ?? 'null'
    if (text.length > maxParamsChars) return refused('INVALID_REQUEST', 'the parameters are too large')
    let params: unknown
    try {
      params = JSON.parse(text)
    } catch {
      return refused('INVALID_REQUEST', 'the parameters are not JSON')
    }
    const use = useOf(request, signal)
    return command.hasEffect ? once(request, command, params, use) : command.run(params, use)
  }

  function useOf({ id, timeoutMs }: Request, signal: AbortSignal): CommandUse {
    const deadlineAt = Date.now() + Math.min(timeoutMs ?? usualTimeoutMs, maxTimeoutMs)
    const hearsUs = AbortSignal.any([signal, connection.signal])
    return {
      signal,
      deadlineAt,
      ask: question =>
        parts.ask(id, question, { signal: hearsUs, timeoutMs: Math.max(1, deadlineAt - Date.now()) }),
    }
  }

  async function once(
    request: Request,
    command: NodeCommand,
    params: unknown,
    use: CommandUse,
  ): Promise<CommandAnswer> {
    const key = JSON.stringify([parts.gatewayKey(), request.idempotencyKey ?? request.id])
    const call = JSON.stringify([request.command, request.paramsJSON ?? null])
    const same = underWay.get(key)
    if (same) return same.call === call ? same.answer : otherCall
    const entry = ledger.begin(key, call)
    switch (entry.kind) {
      case 'answered':
        return entry.answer
      case 'other-call':
        return otherCall
      case 'unknown-outcome':
        return refused(
          'OUTCOME_UNKNOWN',
          'this node ended while it did this the first time: it may or may not have had its effect, and is not done again',
        )
      case 'new': {
        const answer = doOnce(key, command, params, use)
        underWay.set(key, { call, answer })
        return answer.finally(() => underWay.delete(key))
      }
    }
  }

  async function doOnce(
    key: string,
    command: NodeCommand,
    params: unknown,
    use: CommandUse,
  ): Promise<CommandAnswer> {
    try {
      const answer = await command.run(params, use)
      ledger.finish(key, answer)
      return answer
    } catch (error) {
      // Asking a person was cut off, by the connection's end or the caller's: it has not run, and will not later.
      if (!isAppError(error)) throw error
      const answer = refused('CANCELLED', `it did not run: ${error.message}`)
      ledger.finish(key, answer)
      return answer
    }
  }

  return {
    get running() {
      return calls.size
    },
    take(payload) {
      const parsed = Request.safeParse(payload)
      if (!parsed.success) return log.warn('a call was not understood')
      const request = parsed.data
      if (calls.has(request.id)) return
      if (calls.size >= maxCalls) {
        const busy = refused('UNAVAILABLE', 'this node has too much to do already')
        void parts.answer(request.id, busy).catch(() => undefined)
        return
      }
      const abort = new AbortController()
      const ended = work(request, abort.signal).finally(() => {
        calls.delete(request.id)
        parts.changed()
      })
      calls.set(request.id, { abort, work: ended })
      parts.changed()
    },
    cancel(payload) {
      const parsed = z.looseObject({ invokeId: z.string() }).safeParse(payload)
      if (parsed.success) calls.get(parsed.data.invokeId)?.abort.abort()
    },
    lost() {
      connection.abort()
      connection = new AbortController()
    },
    async close() {
      connection.abort()
      const open = [...calls.values()]
      for (const { abort } of open) abort.abort()
      await Promise.all(open.map(({ work: ending }) => ending))
    },
  }
}

const otherCall = refused('IDEMPOTENCY_KEY_REUSED', 'this idempotency key belongs to another call')
