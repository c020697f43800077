// system.which: where programs are, so that a caller need not try.
import { homedir } from 'node:os'
import { z } from 'zod'
import { findProgram } from '../../agent/tools/run-command.ts'
import { always, done, refused, type NodeCommand } from './command.ts'

const params = z.looseObject({ bins: z.array(z.string().min(1).max(200)).min(1).max(100) })

export const systemWhich: NodeCommand = {
  name: 'system.which',
  isAvailable: always,
  hasEffect: false,
  run: async given => {
    const parsed = params.safeParse(given)
    if (!parsed.success) return refused('INVALID_REQUEST', 'system.which needs bins: string[]')
    const found: Record<string, string> = {}
    for (const name of parsed.data.bins) {
      // Names alone: whether some file is there is nobody's business.
      if (!/^[\w.+-]+$/.test(name)) continue
      const program = await findProgram(name, homedir(), process.env)
      if (program) found[name] = program
    }
    return done({ bins: found })
  },
}
