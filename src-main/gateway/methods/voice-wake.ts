// voicewake.*: the words that wake a listening device and where they lead; the gateway only keeps and spreads them.
import type { z } from 'zod'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { routingInput, triggersInput } from '../voice-wake.ts'

export function voiceWakeMethods({ voiceWake }: Rooms): Methods {
  return {
    'voicewake.get': method('operator.read', plainObject, () => ({ triggers: voiceWake.triggers() })),
    'voicewake.set': method('operator.write', plainObject, params => {
      const { triggers } = valid(triggersInput, params, 'voicewake.set requires triggers: string[]')
      return { triggers: voiceWake.setTriggers(triggers) }
    }),
    'voicewake.routing.get': method('operator.read', plainObject, () => ({ config: voiceWake.routing() })),
    'voicewake.routing.set': method('operator.write', plainObject, params => {
      const { config } = valid(routingInput, params, 'invalid voicewake.routing.set params')
      return { config: voiceWake.setRouting(config) }
    }),
  }
}

function valid<T>(schema: z.ZodType<T>, params: unknown, message: string): T {
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : ''
  throw requestError('INVALID_REQUEST', message + where)
}
