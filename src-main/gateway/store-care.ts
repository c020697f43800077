// How the gateway's own database is: what was saved when it was damaged, and whether damage was met since the start.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { lastSalvage, suspect } from '../conversations/whole-database.ts'
import { watchForDamage } from '../sqlite/damage-watch.ts'
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
 * Hears of damage from the database itself, from now on. The next start then looks the whole file through and mends it.
 * Call it before statements are prepared.
 */
export function careForStore(database: DatabaseSync, path: string, log: GatewayLog): StoreCare {
  let damaged = false
  watchForDamage(database, error => {
    if (damaged) return
    damaged = true
    log.error(
      'the gateway’s database is damaged; the next start puts it aside and goes on with what can be read',
      { path, error },
    )
    leaveSuspicion(path, log)
  })
  const salvaged = Salvage.safeParse(lastSalvage(database)).data
  return {
    state: () => {
      const isNews = salvaged !== undefined && Date.now() - salvaged.at < tellSalvageMs
      if (!damaged && !isNews) return undefined
      return { damaged, ...(isNews && { salvaged }) }
    },
  }
}

/** A small file is looked through at the next start with or without it. */
function leaveSuspicion(path: string, log: GatewayLog): void {
  try {
    suspect(path)
  } catch (error) {
    log.error('it could not be noted that the gateway’s database is damaged', { path, error })
  }
}
