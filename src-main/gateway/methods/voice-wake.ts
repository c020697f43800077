// voicewake.*: the words that wake a listening device; the gateway only keeps and spreads them.
import { z } from 'zod'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'

const defaultTriggers = ['openclaw', 'claude', 'computer']
const setParams = z.strictObject({ triggers: z.array(z.string().max(64)).max(32) })

export function voiceWakeMethods({ database, hub }: Rooms): Methods {
  const read = database.prepare(`SELECT value FROM values_kept WHERE name = 'voicewake'`)
  const write = database.prepare(`INSERT INTO values_kept (name, value) VALUES ('voicewake', ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)

  function triggers(): string[] {
    const kept = read.get() as { value: string } | undefined
    return kept ? (JSON.parse(kept.value) as string[]) : defaultTriggers
  }

  return {
    'voicewake.get': method('operator.read', plainObject, () => ({ triggers: triggers() })),
    'voicewake.set': method('operator.write', plainObject, params => {
      const parsed = setParams.safeParse(params)
      if (!parsed.success) throw requestError('INVALID_REQUEST', 'voicewake.set requires triggers: string[]')
      const wanted = parsed.data.triggers.map(trigger => trigger.trim()).filter(trigger => trigger !== '')
      const kept = wanted.length > 0 ? wanted : defaultTriggers
      write.run(JSON.stringify(kept))
      hub.tellAll('voicewake.changed', { triggers: kept })
      return { triggers: kept }
    }),
  }
}
