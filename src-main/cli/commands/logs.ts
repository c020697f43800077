// `gangway logs`: the gateway's log, or with --local this computer's; with --follow it goes on.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isAppError } from '../../../src-shared/errors.ts'
import { readLogTail, type LogTail } from '../../logging/log-tail.ts'
import type { CliContext } from '../context.ts'
import { logLine } from '../log-line.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'

export type LogsOptions = GatewayOptions & {
  readonly local?: boolean | undefined
  readonly follow?: boolean | undefined
  readonly limit?: number | undefined
  readonly interval?: number | undefined
}

type Tail = Pick<LogTail, 'cursor' | 'lines' | 'reset'>
type ReadTail = (asked: { readonly limit: number; readonly cursor?: number | undefined }) => Promise<Tail>

const defaultLimit = 200
const defaultIntervalMs = 1_000
/** How long is waited after a lost connection; after the last one it is given up. */
const retryAfterMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]

const Answer = z.looseObject({
  cursor: z.number(),
  lines: z.array(z.string()),
  reset: z.boolean().catch(false),
})

export async function showLogs(context: CliContext, options: LogsOptions): Promise<void> {
  const position: Position = { cursor: undefined, failures: 0 }
  if (options.local) {
    const file = path.join(context.stateDir, 'logs', 'gangway.log')
    return print(context, options, position, asked => readLogTail(file, asked))
  }
  for (;;) {
    try {
      return await reachGateway(context, options, toRead, gateway =>
        print(context, options, position, async asked => {
          const answer = Answer.parse(await gateway.request('logs.tail', asked))
          position.failures = 0
          return answer
        }),
      )
    } catch (error) {
      const waitMs = retryAfterMs[position.failures++]
      const mayReturn = isAppError(error) && error.report.retry === 'later'
      // Before anything was seen it is not a lost connection but one that never was.
      if (!options.follow || position.cursor === undefined || !mayReturn || waitMs === undefined) throw error
      context.output.note(`${error.message} Trying again in ${waitMs / 1000} s.`)
      await sleep(waitMs, undefined, { signal: context.signal })
    }
  }
}

type Position = { cursor: number | undefined; failures: number }

/** Prints what there is, and with --follow what comes, until the command is interrupted. */
async function print(
  { output, signal }: CliContext,
  { limit = defaultLimit, interval = defaultIntervalMs, follow }: LogsOptions,
  position: Position,
  read: ReadTail,
): Promise<void> {
  for (;;) {
    const { cursor, lines, reset } = await read({ limit, cursor: position.cursor })
    if (reset) output.note('The log was turned over.')
    for (const line of lines) {
      const { at, level, message, fields } = logLine(line)
      const shown = [at, level.toUpperCase().padEnd(5), message, fields].filter(Boolean).join('  ')
      output.result({ at, level, message, line }, [shown])
    }
    position.cursor = cursor
    if (follow) await sleep(interval, undefined, { signal }).catch(() => undefined)
    if (!follow || signal.aborted) return
  }
}
