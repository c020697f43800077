// logs.tail: the newest lines of this computer's own log, in the shape OpenClaw's tools read.
import path from 'node:path'
import { validateLogsTailParams } from '@openclaw/gateway-protocol'
import { readLogTail } from '../../logging/log-tail.ts'
import { method, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'

export function logMethods({ stateDir }: Rooms): Methods {
  const file = path.join(stateDir, 'logs', 'gangway.log')
  return {
    'logs.tail': method('operator.read', validateLogsTailParams, async params => {
      const tail = await readLogTail(file, params)
      return { file, ...tail, lines: tail.lines.map(toToolLine) }
    }),
  }
}

/** `{ at, level, message }` of ours as `{ time, _meta: { logLevelName }, message }`. */
function toToolLine(line: string): string {
  try {
    const { at, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>
    const logLevelName = typeof level === 'string' ? level.toUpperCase() : 'INFO'
    return JSON.stringify({ time: at, message, ...fields, _meta: { logLevelName, date: at } })
  } catch {
    return line
  }
}
