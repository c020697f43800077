// How the gateway's own database is: what was saved when it was damaged, and whether damage was met since the start.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { lastSalvage, suspect } from '../conversations/whole-database.ts'
import { isDamage } from '../sqlite/broken-file.ts'
import type { GatewayLog } from './gateway-options.ts'

/** So long it is told that something was lost. */
const tellSalvageMs = 7 * 24 * 60 * 60_000

const count = z.int().nonnegative()
const Salvage = z.object({
  at: z.number(),
  conversations: count,
  messages: count,
  devices: count,
  lost: count.optional(),
})

export type StoreCare = {
  /** What a gateway's health says of it; undefined when there is nothing to say. */
  readonly state: () =>
    | { readonly damaged: boolean; readonly salvaged?: z.infer<typeof Salvage> | undefined }
    | undefined
}

/**
 * Whatever fails without anybody having foreseen it ends as an error in the log, and so does what SQLite says of a damaged
 * file: the log given back takes note of it, and the next start looks the whole file through.
 */
export function careForStore(
  path: string,
  log: GatewayLog,
): { readonly log: GatewayLog; readonly of: (database: DatabaseSync) => StoreCare } {
  let damaged = false
  const note = (error: unknown) => {
    if (damaged || !isDamage(error)) return
    damaged = true
    log.error(
      'the gateway’s database is damaged; the next start puts it aside and goes on with what can be read',
      {
        path,
      },
    )
    suspect(path)
  }
  const watched: GatewayLog = {
    debug: (message, fields) => log.debug(message, fields),
    info: (message, fields) => log.info(message, fields),
    warn: (message, fields) => log.warn(message, fields),
    error: (message, fields) => {
      log.error(message, fields)
      note(fields?.['error'])
    },
  }
  return {
    log: watched,
    of: database => {
      const salvaged = Salvage.safeParse(lastSalvage(database)).data
      return {
        state: () => {
          const isNews = salvaged !== undefined && Date.now() - salvaged.at < tellSalvageMs
          if (!damaged && !isNews) return undefined
          return { damaged, ...(isNews && { salvaged }) }
        },
      }
    },
  }
}
