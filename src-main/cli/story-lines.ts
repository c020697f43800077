// The newest of the connection's story as the app has written it to its log: a short command has none of its own.
import path from 'node:path'
import { z } from 'zod'
import { storyMessage } from '../connection/connection-story.ts'
import { readLogTail } from '../logging/log-tail.ts'
import { oneLine } from './table.ts'

const Line = z.object({ message: z.literal(storyMessage), since: z.iso.datetime(), said: z.string() })

export type ToldEntry = { readonly at: string; readonly said: string }

/** The newest last; empty where no app has run. */
export async function readStory(stateDir: string, limit: number): Promise<ToldEntry[]> {
  const file = path.join(stateDir, 'logs', 'gangway.log')
  const { lines } = await readLogTail(file, { limit: Number.MAX_SAFE_INTEGER })
  return lines
    .flatMap(line => {
      const entry = parse(line)
      return entry ? [{ at: entry.since, said: oneLine(entry.said) }] : []
    })
    .slice(-limit)
}

function parse(line: string): z.infer<typeof Line> | undefined {
  if (!line.includes(storyMessage)) return undefined
  try {
    return Line.safeParse(JSON.parse(line)).data
  } catch {
    // Cut off in the middle of a write.
    return undefined
  }
}
