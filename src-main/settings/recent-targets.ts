// The recent targets of app-state.json, for readers that need nothing else of it: its own library takes long to load.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'

export const Recent = z.array(z.object({ target: ConnectionTarget, lastOnlineAt: z.number() }))

/** Newest first. What cannot be read counts as none: nothing there is precious. */
export async function readRecentTargets(stateDir: string): Promise<readonly RecentTarget[]> {
  try {
    const state = JSON.parse(await readFile(path.join(stateDir, 'app-state.json'), 'utf8')) as {
      recent?: unknown
    }
    return Recent.safeParse(state.recent).data ?? []
  } catch {
    return []
  }
}
