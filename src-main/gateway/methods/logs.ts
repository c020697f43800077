// logs.tail: the newest lines of this computer's own log, in the shape OpenClaw's tools read.
import { open } from 'node:fs/promises'
import path from 'node:path'
import { validateLogsTailParams } from '@openclaw/gateway-protocol'
import { method, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'

const defaultLimit = 500
const defaultMaxBytes = 250_000

export function logMethods({ stateDir }: Rooms): Methods {
  const file = path.join(stateDir, 'logs', 'gangway.log')
  return {
    'logs.tail': method('operator.read', validateLogsTailParams, async params => {
      const handle = await open(file).catch(() => undefined)
      if (!handle) return { file, cursor: 0, size: 0, lines: [], truncated: false, reset: false }
      try {
        const { size } = await handle.stat()
        const { limit = defaultLimit, maxBytes = defaultMaxBytes, cursor = 0 } = params
        // A cursor beyond the end belongs to a file that has been rolled over since.
        const reset = cursor > size
        const start = Math.max(reset ? 0 : cursor, size - maxBytes)
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
        const text = buffer.toString('utf8', 0, bytesRead)
        const isCut = start > 0 && start !== cursor
        const lines = text
          .split('\n')
          .slice(isCut ? 1 : 0)
          .filter(line => line !== '')
        const truncated = isCut || lines.length > limit
        return { file, cursor: size, size, lines: lines.slice(-limit).map(toToolLine), truncated, reset }
      } finally {
        await handle.close()
      }
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
