// Tailscale Serve in front of this gateway: set up when it starts, undone when it ends, and noted down in between, so
// that the next start undoes what a crash has left.
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'
import type { Tailscale } from '../tailnet/tailscale.ts'
import type { GatewayLog } from './gateway-options.ts'

export type Served = {
  /** `wss://box.tail1234.ts.net`: where the tailnet finds the gateway. */
  readonly url: string
  /** Undoes it. Never rejects: what could not be undone is undone by the next start. */
  readonly close: () => Promise<void>
}

const httpsPort = 443
const Note = z.object({ httpsPort: z.int(), target: z.string() })
const noteOf = (stateDir: string) => path.join(stateDir, 'tailscale-serve.json')

/**
 * Serves `target` (`http://127.0.0.1:PORT`) at the root of this computer's tailnet name. What somebody else serves there
 * is left alone. Rejects with TAILSCALE_SERVE_TAKEN, FUNNEL_REFUSED, STORE_FAILED, or why Tailscale could not be asked.
 */
export async function openServe(
  tailscale: Tailscale,
  { stateDir, target, log }: { stateDir: string; target: string; log: GatewayLog },
): Promise<Served> {
  const { name } = await tailscale.self()
  if (!name) throw appError('TAILSCALE_DOWN', { state: 'it has no name in its tailnet' })
  const { target: taken, isFunnel } = await tailscale.servedRoot(httpsPort)
  if (isFunnel) throw appError('FUNNEL_REFUSED', {})
  if (taken !== undefined && taken !== target)
    throw appError('TAILSCALE_SERVE_TAKEN', { httpsPort, target: taken })
  await writeFileAtomically(noteOf(stateDir), JSON.stringify({ httpsPort, target }))
  const close = () => undoServe(tailscale, stateDir, log)
  try {
    await tailscale.serveRoot(httpsPort, target)
  } catch (error) {
    await close()
    throw error
  }
  return { url: `wss://${name}`, close }
}

/** Undoes what this state directory's gateway has set up and not undone, if anything. Never rejects. */
export async function undoServe(tailscale: Tailscale, stateDir: string, log: GatewayLog): Promise<void> {
  const file = noteOf(stateDir)
  const note = await readNote(file)
  if (!note) return
  try {
    const { target } = await tailscale.servedRoot(note.httpsPort)
    // Somebody may have served something else there since; that is theirs.
    if (target === note.target) await tailscale.unserveRoot(note.httpsPort)
    await rm(file, { force: true })
    log.info('Tailscale Serve no longer leads here', note)
  } catch (error) {
    const code = isAppError(error) ? error.code : undefined
    log.warn('Tailscale Serve could not be undone; the next start tries again', { ...note, code, error })
  }
}

async function readNote(file: string): Promise<z.infer<typeof Note> | undefined> {
  try {
    return Note.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // There is none, which is usual; one that cannot be read cannot say what to undo either.
    return undefined
  }
}
